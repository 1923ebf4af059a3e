package dev.peerscribe.passthrough;

import dev.peerscribe.media.MediaProperties;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * How transports are made.
 *
 * @param iceServers STUN and TURN servers
 * @param relayOnly whether only relayed candidates are used
 * @param ports local UDP ports that may be used
 * @param loopback whether candidates are gathered on loopback too where there are other interfaces
 * @param profiles SRTP profiles, preferred first
 * @param connectTimeout how long the checks of one ICE generation may take to find a path
 * @param handshakeTimeout how long the DTLS handshake may take once there is a path
 * @param silence after how long without any datagram a transport counts as disconnected
 * @param consentExpiry how long a peer's consent lasts (RFC 7675 §5.1)
 * @param tls whom {@code turns:} servers are trusted by
 */
record TransportSettings(
        List<MediaProperties.IceServer> iceServers,
        boolean relayOnly,
        PortRange ports,
        boolean loopback,
        List<SrtpProfile> profiles,
        Duration connectTimeout,
        Duration handshakeTimeout,
        Duration silence,
        Duration consentExpiry,
        SSLContext tls) {
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final Duration CONSENT_EXPIRY = Duration.ofSeconds(30);

    TransportSettings {
        iceServers = List.copyOf(iceServers);
        profiles = List.copyOf(profiles);
    }

    /** As the operator configured it. */
    static TransportSettings of(MediaProperties properties) {
        return new TransportSettings(
                properties.iceServers(),
                properties.relayOnly(),
                new PortRange(properties.minPort(), properties.maxPort()),
                false,
                List.of(SrtpProfile.values()),
                properties.connectTimeout(),
                HANDSHAKE_TIMEOUT,
                SILENCE,
                CONSENT_EXPIRY,
                platformTls());
    }

    /** The same, asking no server: host candidates only. */
    TransportSettings withoutServers() {
        return new TransportSettings(
                List.of(), false, ports, true, profiles, connectTimeout, handshakeTimeout, silence, consentExpiry, tls);
    }

    private static SSLContext platformTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }
}
