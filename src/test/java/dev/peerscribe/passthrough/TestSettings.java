package dev.peerscribe.passthrough;

import dev.peerscribe.media.MediaProperties;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Settings of transports under test: host candidates on every interface, loopback too, and short times. */
final class TestSettings {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    static final Duration SILENCE = Duration.ofSeconds(5);
    static final Duration CONSENT_EXPIRY = Duration.ofSeconds(30);

    private TestSettings() {}

    static TransportSettings hosts() {
        return of(List.of(), false, PortRange.ANY, List.of(SrtpProfile.values()), CONNECT_TIMEOUT, SILENCE);
    }

    static TransportSettings profile(SrtpProfile profile) {
        return of(List.of(), false, PortRange.ANY, List.of(profile), CONNECT_TIMEOUT, SILENCE);
    }

    static TransportSettings ports(PortRange ports) {
        return of(List.of(), false, ports, List.of(SrtpProfile.values()), CONNECT_TIMEOUT, SILENCE);
    }

    static TransportSettings impatient(Duration connectTimeout) {
        return of(List.of(), false, PortRange.ANY, List.of(SrtpProfile.values()), connectTimeout, SILENCE);
    }

    static TransportSettings attentive(Duration handshakeTimeout, Duration silence, Duration consentExpiry) {
        return new TransportSettings(
                List.of(),
                false,
                PortRange.ANY,
                true,
                List.of(SrtpProfile.values()),
                CONNECT_TIMEOUT,
                handshakeTimeout,
                silence,
                consentExpiry,
                tls());
    }

    static TransportSettings servers(boolean relayOnly, SSLContext tls, MediaProperties.IceServer... servers) {
        return new TransportSettings(
                List.of(servers),
                relayOnly,
                PortRange.ANY,
                true,
                List.of(SrtpProfile.values()),
                CONNECT_TIMEOUT,
                Duration.ofSeconds(15),
                SILENCE,
                CONSENT_EXPIRY,
                tls);
    }

    static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TransportSettings of(
            List<MediaProperties.IceServer> servers,
            boolean relayOnly,
            PortRange ports,
            List<SrtpProfile> profiles,
            Duration connectTimeout,
            Duration silence) {
        return new TransportSettings(
                servers,
                relayOnly,
                ports,
                true,
                profiles,
                connectTimeout,
                Duration.ofSeconds(15),
                silence,
                CONSENT_EXPIRY,
                tls());
    }
}
