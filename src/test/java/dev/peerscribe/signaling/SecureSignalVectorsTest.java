package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Frames made by a browser's Web Crypto are the arbiter of the base protocol. */
class SecureSignalVectorsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final FrameCodec codec = new FrameCodec(65536, 4096);
    private final FrameVerifier verifier = TestPeer.verifier(NOW);

    static Stream<Arguments> vectors() throws IOException {
        try (InputStream file = Objects.requireNonNull(
                SecureSignalVectorsTest.class.getResourceAsStream("/vectors/secure-signals.json"))) {
            List<JsonNode> all = new ArrayList<>();
            new JsonMapper().readTree(file).forEach(all::add);
            return all.stream()
                    .map(vector -> Arguments.of(
                            vector.get("name").stringValue(),
                            vector.get("expect").stringValue(),
                            vector.get("frame").stringValue()));
        }
    }

    @Test
    void allThirteenAreThere() throws IOException {
        assertThat(vectors()).hasSize(13);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("vectors")
    void isTreatedAsItSays(String name, String expect, String frame) {
        assertThat(outcome(frame)).as(name).isEqualTo(expect);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void isAReplayTheSecondTimeIfItWasAcceptedTheFirst(String name, String expect, String frame) {
        String first = outcome(frame);
        assertThat(outcome(frame)).as(name).isEqualTo(first.equals("accept") ? "reject:replay" : expect);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("vectors")
    void provesLaterWhatItProvedWhenItCame(String name, String expect, String frame) {
        String kept;
        try {
            JsonNode envelope = new JsonMapper().readTree(frame);
            new SignedDescription(
                            envelope.get("signal_type").stringValue(),
                            envelope.get("payload").stringValue())
                    .check();
            kept = "accept";
        } catch (UnprovenDescriptionException e) {
            kept = e.isMalformed() ? "reject:malformed" : "reject:bad-signature";
            assertThat(e.rule()).isNotBlank();
        } catch (RuntimeException e) {
            kept = "reject:malformed"; // no frame, so nothing that would have been kept
        }
        assertThat(kept).as(name).isEqualTo(expect);
    }

    private String outcome(String frame) {
        return switch (codec.decode(frame, NOW)) {
            case Incoming.Rejected it -> "reject:" + it.cause().tag();
            case Incoming.Secure it -> {
                RejectionCause wrong = verifier.check(it);
                yield wrong == null ? "accept" : "reject:" + wrong.tag();
            }
            case Incoming.Sealed it -> it.envelope().type().toUpperCase(Locale.ROOT);
            case Incoming.Message it -> it.type().toUpperCase(Locale.ROOT);
        };
    }
}
