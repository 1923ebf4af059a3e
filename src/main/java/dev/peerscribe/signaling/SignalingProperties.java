package dev.peerscribe.signaling;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of every signalling connection.
 *
 * @param maxFrameBytes the longest text frame taken or sent, bytes of UTF-8
 * @param maxChatChars the longest chat text taken or sent, characters
 * @param maxPeers how many introduced peers one connection remembers
 * @param incomingQueue frames of one connection that may wait for the agent
 * @param queue what of one connection may wait for its socket
 * @param acknowledgment how chat is acknowledged and sent again
 * @param connectTimeout the bound on one attempt, from name look-up to the upgrade
 * @param sendTimeout the bound on one frame's way into the socket; a link that takes longer is given up
 * @param pingInterval the time between WebSocket pings
 * @param pongTimeout a link on which no ping was answered for so long is dead, whatever else comes
 * @param replayWindow how long a signed text and a nonce are remembered where no bound signature tells their time, and how
 *     long the nonce of an introduction
 * @param replayCapacity how many marks one connection remembers of each of three kinds; once full, new messages are refused
 *     until some expire. A secure message leaves two marks (text and nonce), an introduction one, so that the sustained
 *     rate is capacity / marks / window: with the defaults 10,000 / 2 / 600 s = 8 secure messages a second without a bound
 *     signature, 10,000 / 2 / 240 s = 20 with one (they are remembered for twice {@code proofTolerance}), and 10,000 / 600 s
 *     = 16 introductions; a mark takes some 250 bytes
 * @param encryption end to end, of all but introductions: {@code opportunistic} encrypts where every peer concerned
 *     announced a key, {@code required} neither takes nor sends anything in clear over a relay
 * @param maxRecipients how many peers one message may be encrypted to; each takes some 350 bytes of its frame
 * @param boundSignature the proof in secure messages: {@code opportunistic} makes them and checks those that come,
 *     {@code required} takes nothing without
 * @param proofTolerance how far the time of a bound signature may be from ours, either way
 * @param reconnect when it is tried again
 * @param maxConnections how many connections there may be at once, those that are closing included
 * @param maxPeerFramesPerSecond frames of one peer that are handled, averaged over two seconds, a signature or a
 *     decryption counting as four more; peers to which the relay gives no id count as one
 * @param maxPeerSignedPerSecond descriptions and introductions of one peer that are looked at, averaged over twenty seconds: so
 *     that nobody alone fills what is remembered against replays
 * @param handshake what is shown to relays when a connection is made, and the way to them
 */
@Validated
@ConfigurationProperties("peerscribe.signaling")
public record SignalingProperties(
        @DefaultValue("65536") @Min(4096) @Max(4 * 1024 * 1024)
        int maxFrameBytes,

        @DefaultValue("16000") @Min(1) @Max(65536) int maxChatChars,
        @DefaultValue("256") @Min(1) @Max(10_000) int maxPeers,
        @DefaultValue("256") @Min(1) @Max(100_000) int incomingQueue,
        @DefaultValue @Valid Queue queue,
        @DefaultValue @Valid Acknowledgment acknowledgment,
        @DefaultValue("10s") @DurationMin(millis = 100) Duration connectTimeout,
        @DefaultValue("5s") @DurationMin(millis = 100) Duration sendTimeout,
        @DefaultValue("5s") @DurationMin(millis = 50) Duration pingInterval,
        @DefaultValue("12s") @DurationMin(millis = 100) Duration pongTimeout,
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration replayWindow,
        @DefaultValue("10000") @Min(2) @Max(1_000_000) int replayCapacity,
        @DefaultValue("opportunistic") @NotNull ExtensionMode encryption,
        @DefaultValue("64") @Min(1) @Max(128) int maxRecipients,
        @DefaultValue("opportunistic") @NotNull ExtensionMode boundSignature,
        @DefaultValue("120s") @DurationMin(seconds = 1) Duration proofTolerance,
        @DefaultValue @Valid Reconnect reconnect,
        @DefaultValue("1000") @Min(1) @Max(100_000) int maxConnections,
        @DefaultValue("1000") @Min(10) @Max(100_000) int maxPeerFramesPerSecond,
        @DefaultValue("2") @Min(1) @Max(100_000) int maxPeerSignedPerSecond,
        @DefaultValue @Valid Handshake handshake) {

    @AssertTrue(
            message =
                    "peerscribe.signaling.pong-timeout must be longer than peerscribe.signaling.ping-interval, or every"
                            + " link is taken for dead; 12s and 5s are the defaults")
    boolean isPongTimeoutLongEnough() {
        return pongTimeout.compareTo(pingInterval) > 0;
    }

    /**
     * What of one connection may wait for its socket, by class.
     *
     * @param chatMessages chat messages, in number
     * @param chatSize the same in bytes of UTF-8
     * @param chatsPerSecond chat messages sent a second at most, those sent again included; with the acknowledgments of as many
     *     that come the other way, all encrypted, it stays below {@code maxPeerFramesPerSecond}
     * @param chatMaxAge how long a chat message may wait, and be sent again, before it expires
     * @param descriptions offers and answers; of each only the latest to a peer
     * @param descriptionMaxAge how long an offer or answer may wait
     * @param candidates candidates, in number
     * @param candidateMaxAge how long a candidate may wait
     * @param controlFrames introductions and acknowledgments; they wait as long as candidates at most
     */
    public record Queue(
            @DefaultValue("1000") @Min(1) @Max(100_000) int chatMessages,
            @DefaultValue("1MB") DataSize chatSize,
            @DefaultValue("90") @Min(1) @Max(100_000) int chatsPerSecond,
            @DefaultValue("10m") @DurationMin(millis = 100) Duration chatMaxAge,
            @DefaultValue("64") @Min(1) @Max(10_000) int descriptions,
            @DefaultValue("2m") @DurationMin(millis = 100) Duration descriptionMaxAge,
            @DefaultValue("256") @Min(1) @Max(100_000) int candidates,
            @DefaultValue("30s") @DurationMin(millis = 100) Duration candidateMaxAge,
            @DefaultValue("1000") @Min(1) @Max(100_000) int controlFrames) {

        @AssertTrue(message = "chatSize must be from 64KB to 256MB")
        boolean isChatSizeInRange() {
            return chatSize.toBytes() >= 64 << 10 && chatSize.toBytes() <= 256 << 20;
        }
    }

    /**
     * How chat is acknowledged, by peers that announced it.
     *
     * @param window messages of one connection that may be sent and not acknowledged; and that may be held back of one
     *     sender until those before them are here
     * @param timeout how long an acknowledgment is waited for before the message is sent again
     * @param resends how often it is sent again on one link before it expires
     * @param resendGap the shortest time between two sendings of a message, however often a peer introduces itself
     * @param streams senders' streams of which one connection remembers how far they came
     * @param held messages of one connection that may be held back in all
     * @param rememberedIds ids of messages without an order that one connection remembers
     * @param rememberFor how long it remembers them
     * @param introductionGrace for so long after a link opened messages of senders that have not introduced themselves are
     *     dropped, since they come again
     */
    public record Acknowledgment(
            @DefaultValue("32") @Min(1) @Max(1024) int window,
            @DefaultValue("5s") @DurationMin(millis = 10) Duration timeout,
            @DefaultValue("3") @Min(0) @Max(100) int resends,
            @DefaultValue("250ms") @DurationMin(millis = 1) Duration resendGap,
            @DefaultValue("256") @Min(1) @Max(10_000) int streams,
            @DefaultValue("128") @Min(1) @Max(10_000) int held,
            @DefaultValue("10000") @Min(1) @Max(1_000_000) int rememberedIds,
            @DefaultValue("10m") @DurationMin(seconds = 1) Duration rememberFor,
            @DefaultValue("5s") @DurationMin(millis = 0) Duration introductionGrace) {

        /** How long a message may come after one that was sent later: while its sender would send it again. */
        Duration patience() {
            return timeout.multipliedBy(resends + 1L);
        }
    }

    /**
     * When a connection is tried again.
     *
     * @param firstRetryWithin the longest wait before the first retry of a link that had been stable; drawn from 0 up
     * @param base the shortest wait before any other retry
     * @param spread the random part on top of it, which grows with every attempt
     * @param factor how the random part grows
     * @param max the longest wait
     * @param stableAfter a link that lasted so long makes the counting of attempts start anew
     * @param suspendAfter away for so long, the connection is suspended
     * @param suspendedInterval the wait between attempts of a suspended connection
     * @param errorInterval the wait between attempts where the server refuses
     * @param maxSpread a wait that would be longer than max is drawn from so much below it
     * @param maxAttempts after so many failed attempts in a row none is made any more; 0 for no limit
     * @param maxRetryAfter the longest wait that a server's Retry-After may ask for
     * @param terminalCloses WebSocket close codes by which a server refuses for good
     * @param terminalStatuses HTTP statuses of a handshake by which a server refuses for good
     */
    public record Reconnect(
            @DefaultValue("300ms") @DurationMin(millis = 0) Duration firstRetryWithin,
            @DefaultValue("500ms") @DurationMin(millis = 1) Duration base,
            @DefaultValue("500ms") @DurationMin(millis = 0) Duration spread,

            @DefaultValue("1.5") @DecimalMin("1") @DecimalMax("10")
            double factor,

            @DefaultValue("20s") @DurationMin(millis = 1) Duration max,
            @DefaultValue("10s") @DurationMin(millis = 0) Duration stableAfter,
            @DefaultValue("120s") @DurationMin(millis = 1) Duration suspendAfter,
            @DefaultValue("30s") @DurationMin(millis = 1) Duration suspendedInterval,
            @DefaultValue("60s") @DurationMin(millis = 1) Duration errorInterval,
            @DefaultValue("6s") @DurationMin(millis = 0) Duration maxSpread,
            @DefaultValue("0") @Min(0) int maxAttempts,
            @DefaultValue("5m") @DurationMin(millis = 0) Duration maxRetryAfter,

            @DefaultValue({"1008", "1009", "4401", "4403", "4404"})
            Set<@Min(1000) @Max(4999) Integer> terminalCloses,

            @DefaultValue({"401", "403", "404"}) Set<@Min(300) @Max(599) Integer> terminalStatuses) {

        @AssertTrue(
                message = "peerscribe.signaling.reconnect.max must be at least peerscribe.signaling.reconnect.base and"
                        + " peerscribe.signaling.reconnect.max-spread; 20s, 500ms and 6s are the defaults")
        boolean isMaxGreatEnough() {
            return max.compareTo(base) >= 0 && max.compareTo(maxSpread) >= 0;
        }
    }

    /**
     * What is shown to relays when a connection is made, and the way to them.
     *
     * @param sslBundle name of the spring.ssl.bundle with the authorities that are trusted and the certificate that
     *     is shown; none for those of the Java runtime
     * @param headers further headers, by name
     * @param bearerTokenFile file with the token for Authorization: Bearer, read anew for each attempt; never sent
     *     in clear to another machine
     * @param credentialHosts the hosts that are shown headers and token, {@code *} for all; needed where there are any, since
     *     who asks the agent to join names the host
     * @param proxy the HTTP proxy; none for what the Java runtime is told, such as {@code https.proxyHost}
     */
    public record Handshake(
            @Nullable String sslBundle,
            @DefaultValue Map<String, String> headers,
            @Nullable Path bearerTokenFile,
            @DefaultValue List<String> credentialHosts,
            @Valid @Nullable Proxy proxy) {
        private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
        private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]{0,8192}");
        private static final Pattern OURS = Pattern.compile(
                "(?i)host|connection|upgrade|expect|content-length|proxy-authorization|sec-websocket-.*");

        @AssertTrue(
                message =
                        "peerscribe.signaling.handshake.headers must be HTTP headers of printable ASCII, other than those of"
                                + " the handshake itself (Host, Connection, Upgrade, Sec-WebSocket-*) and Proxy-Authorization;"
                                + " remove or correct the others")
        boolean isHeadersUsable() {
            return headers.entrySet().stream()
                    .allMatch(header -> NAME.matcher(header.getKey()).matches()
                            && VALUE.matcher(header.getValue()).matches()
                            && !OURS.matcher(header.getKey()).matches());
        }

        @AssertTrue(
                message =
                        "peerscribe.signaling.handshake.bearer-token-file must be a file that the agent can read; mount it"
                                + " or correct the path")
        boolean isBearerTokenFileReadable() {
            return bearerTokenFile == null || Files.isReadable(bearerTokenFile);
        }

        @AssertTrue(
                message =
                        "peerscribe.signaling.handshake.credential-hosts must name the hosts that are shown headers and bearer"
                                + " token; * is for all, also for those that somebody else chooses")
        boolean isCredentialHostsNamed() {
            return !credentialHosts.isEmpty() || (headers.isEmpty() && bearerTokenFile == null);
        }

        /** Without the headers' values, which may be secrets. */
        @Override
        public String toString() {
            return "Handshake[sslBundle=" + sslBundle + ", headers=" + headers.keySet() + ", bearerTokenFile="
                    + bearerTokenFile + ", credentialHosts=" + credentialHosts + ", proxy=" + proxy + "]";
        }
    }

    /**
     * An HTTP proxy, which is asked to CONNECT.
     *
     * @param host its name; relays' names are looked up by it
     * @param port its port
     * @param username for its Basic authentication; none for none
     * @param passwordFile file with the password, read anew for each attempt
     * @param bypass hosts to which the way is direct
     */
    public record Proxy(
            @NotBlank String host,
            @Min(1) @Max(65535) int port,
            @Nullable String username,
            @Nullable Path passwordFile,

            @DefaultValue({"localhost", "127.0.0.1", "[::1]"})
            List<String> bypass) {

        @AssertTrue(
                message = "peerscribe.signaling.handshake.proxy.username and"
                        + " peerscribe.signaling.handshake.proxy.password-file must both be set, the file readable and the"
                        + " name without a colon, or neither; set what is missing")
        boolean isCredentialsWhole() {
            return username == null
                    ? passwordFile == null
                    : passwordFile != null && Files.isReadable(passwordFile) && !username.contains(":");
        }
    }
}
