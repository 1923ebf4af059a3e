package dev.peerscribe.signaling;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
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
 * @param pongTimeout a link that was silent for so long is dead
 * @param replayWindow how long a signed text and a nonce are remembered
 * @param replayCapacity how many of each kind one connection remembers; once full, new ones are refused until some expire
 * @param reconnect when it is tried again
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
        @DefaultValue @Valid Reconnect reconnect) {

    /**
     * What of one connection may wait for its socket, by class.
     *
     * @param chatMessages chat messages, in number
     * @param chatSize the same in bytes of UTF-8
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
            @DefaultValue("60s") @DurationMin(millis = 1) Duration errorInterval) {}
}
