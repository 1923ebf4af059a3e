package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaPropertiesTest {
    private static final String URLS = "peerscribe.media.ice-servers[0].urls";
    private static final String USER = "peerscribe.media.ice-servers[0].username";
    private static final String CREDENTIAL = "peerscribe.media.ice-servers[0].credential";

    @ParameterizedTest
    @ValueSource(strings = {"stun:stun.example", "stun:192.0.2.1:3478", "stuns:[2001:db8::1]:5349"})
    void stunServersOfTheStandardAreTaken(String url) {
        assertThat(TestMedia.properties(Map.of(URLS, url)).iceServers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"turn:turn.example?transport=udp", "turns:turn.example:443?transport=tcp"})
    void turnServersOfTheStandardAreTakenWithCredentials(String url) {
        MediaProperties properties = TestMedia.properties(
                Map.of(URLS, url, USER, "u", CREDENTIAL, "hush", "peerscribe.media.relay-only", "true"));
        assertThat(properties.relayOnly()).isTrue();
        assertThat(properties.toString()).doesNotContain("hush");
        assertThatThrownBy(() -> TestMedia.properties(Map.of(URLS, url)))
                .rootCause()
                .hasMessageContaining("TURN wants a username and a credential");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "turn:",
                "stun:",
                "http://example",
                "stun:%n%n",
                "stun:a b",
                "stun:host:0",
                "stun:host:65536",
                "stun:host?transport=udp",
                "turn:host?transport=sctp",
                "stun://host"
            })
    void whatWouldBringTheEngineDownIsRefusedAtTheStart(String url) {
        assertThatThrownBy(() -> TestMedia.properties(Map.of(URLS, url, USER, "u", CREDENTIAL, "c")))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("peerscribe.media.ice-servers");
    }

    @Test
    void aHalfPortRangeIsRefused() {
        assertThatThrownBy(() -> TestMedia.properties(Map.of("peerscribe.media.min-port", "5000")))
                .rootCause()
                .hasMessageContaining("min-port");
    }

    @Test
    void relayOnlyWantsATurnServer() {
        assertThatThrownBy(() -> TestMedia.properties(Map.of("peerscribe.media.relay-only", "true")))
                .rootCause()
                .hasMessageContaining("relay-only");
    }

    @Test
    void aMissingLibraryIsNamedWithItsCure() {
        var missing = NativeLibraries.missing(soname -> !soname.startsWith("libpulse") && !soname.startsWith("libX11"));
        var analysis = Objects.requireNonNull(new MissingNativeLibraryFailureAnalyzer()
                .analyze(new IllegalStateException(NativeLibraries.failure(missing, new UnsatisfiedLinkError()))));
        assertThat(analysis.getDescription()).contains("libpulse.so.0, libX11.so.6");
        assertThat(analysis.getAction()).contains("apt-get install --yes libpulse0 libx11-6");
    }

    @Test
    void thisMachineHasTheLibraries() {
        assertThat(NativeLibraries.missing()).isEmpty();
    }
}
