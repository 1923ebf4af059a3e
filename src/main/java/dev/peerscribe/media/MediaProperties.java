package dev.peerscribe.media;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How links to remote peers are made and bounded.
 *
 * @param engine which engine receives media, where a meeting does not say: {@code webrtc} decodes, {@code passthrough} hands
 *     over what was sent, {@code auto} takes passthrough where that is enough
 * @param iceServers STUN and TURN servers
 * @param relayOnly whether only relayed candidates are used, which hides the agent's address and wants a TURN server
 * @param minPort lowest local UDP port of media; 0 leaves the choice to the system
 * @param maxPort highest local UDP port of media; 0 leaves the choice to the system
 * @param maxPeers peers with a link, per meeting
 * @param maxPresent peers known, per meeting, linked or not
 * @param maxDescriptionSize bytes of a remote description
 * @param maxTextSize bytes of a message on the data channel
 * @param operationTimeout how long one engine operation may take
 * @param connectTimeout how long a link may take to connect before it is given up
 * @param disconnectTimeout how long a link may be disconnected before it is given up
 * @param awayTimeout how long a disconnected link is kept while signalling is away too and nobody can mend it
 * @param presenceTimeout how long a peer without a link is remembered after its last sign of life
 * @param autoOfferDelay with negotiation AUTO: how long to wait for somebody's offer
 * @param offerInterval how often an offer that nobody answered is made anew
 * @param statisticsInterval how often the engine is asked for statistics, by which sound and picture are kept together too
 */
@Validated
@ConfigurationProperties("peerscribe.media")
public record MediaProperties(
        @DefaultValue("webrtc") EngineChoice engine,
        @DefaultValue List<IceServer> iceServers,
        @DefaultValue("false") boolean relayOnly,
        @DefaultValue("0") @Min(0) @Max(65_535) int minPort,
        @DefaultValue("0") @Min(0) @Max(65_535) int maxPort,
        @DefaultValue("32") @Min(1) @Max(1_000) int maxPeers,
        @DefaultValue("256") @Min(1) @Max(10_000) int maxPresent,
        @DefaultValue("256KB") DataSize maxDescriptionSize,
        @DefaultValue("64KB") DataSize maxTextSize,
        @DefaultValue("5s") Duration operationTimeout,
        @DefaultValue("30s") Duration connectTimeout,
        @DefaultValue("20s") Duration disconnectTimeout,
        @DefaultValue("2m") Duration awayTimeout,
        @DefaultValue("5m") Duration presenceTimeout,
        @DefaultValue("5s") Duration autoOfferDelay,
        @DefaultValue("10s") Duration offerInterval,
        @DefaultValue("1s") Duration statisticsInterval) {

    private static final String PREFIX = "peerscribe.media.";

    public MediaProperties {
        iceServers = List.copyOf(iceServers);
        if (minPort > maxPort || (minPort == 0) != (maxPort == 0)) {
            throw new IllegalArgumentException(PREFIX + "min-port " + minPort + " and max-port " + maxPort
                    + ": give both or none, and the lower one first");
        }
        if (relayOnly && iceServers.stream().noneMatch(IceServer::relays)) {
            throw new IllegalArgumentException(PREFIX + "relay-only wants a turn: or turns: server in ice-servers");
        }
        within("max-description-size", maxDescriptionSize, DataSize.ofMegabytes(1));
        within("max-text-size", maxTextSize, DataSize.ofKilobytes(256));
        positive("operation-timeout", operationTimeout);
        positive("connect-timeout", connectTimeout);
        positive("disconnect-timeout", disconnectTimeout);
        positive("away-timeout", awayTimeout);
        positive("presence-timeout", presenceTimeout);
        positive("auto-offer-delay", autoOfferDelay);
        positive("offer-interval", offerInterval);
        positive("statistics-interval", statisticsInterval);
    }

    private static void within(String name, DataSize value, DataSize max) {
        if (value.toBytes() < 1 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(PREFIX + name + " " + value + ": must be within 1B and " + max);
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(PREFIX + name + " " + value + ": must be more than 0 and at most 1 day");
        }
    }

    /**
     * A STUN (RFC 7064) or TURN (RFC 7065) server.
     *
     * @param urls {@code stun:host:port}, {@code turn:host:port?transport=udp} and the like
     * @param username for TURN
     * @param credential for TURN; never shown
     */
    public record IceServer(
            List<String> urls,
            @Nullable String username,
            @Nullable String credential) {

        private static final Pattern URL = Pattern.compile("(stuns?|turns?):(?:\\[[0-9A-Fa-f:.]{2,45}]"
                + "|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?)(?::([0-9]{1,5}))?(\\?transport=(?:udp|tcp))?");

        public IceServer {
            urls = urls == null ? List.of() : List.copyOf(urls);
            if (urls.isEmpty()) {
                throw new IllegalArgumentException(PREFIX + "ice-servers: a server without urls");
            }
            for (String url : urls) {
                check(url, username, credential);
            }
        }

        /** Whether it can relay. */
        boolean relays() {
            return urls.stream().anyMatch(url -> url.startsWith("turn"));
        }

        private static void check(String url, @Nullable String username, @Nullable String credential) {
            Matcher matcher = URL.matcher(url);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(PREFIX + "ice-servers.urls \"" + url
                        + "\": must be stun:, stuns:, turn: or turns: with a host, as RFC 7064 and RFC 7065 say");
            }
            String port = matcher.group(2);
            if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535)) {
                throw new IllegalArgumentException(
                        PREFIX + "ice-servers.urls \"" + url + "\": the port must be within 1 and 65535");
            }
            boolean turn = url.startsWith("turn");
            if (!turn && matcher.group(3) != null) {
                throw new IllegalArgumentException(
                        PREFIX + "ice-servers.urls \"" + url + "\": only TURN takes ?transport=");
            }
            if (turn && (username == null || username.isBlank() || credential == null || credential.isBlank())) {
                throw new IllegalArgumentException(
                        PREFIX + "ice-servers.urls \"" + url + "\": TURN wants a username and a credential");
            }
        }

        @Override
        public String toString() {
            return "IceServer[urls=" + urls + ", username=" + username + "]";
        }
    }
}
