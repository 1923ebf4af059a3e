package dev.peerscribe.signaling;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of every signalling connection.
 *
 * @param maxFrameBytes the longest text frame taken or sent, bytes of UTF-8
 * @param maxChatChars the longest chat text taken or sent, characters
 * @param maxPeers how many introduced peers one connection remembers
 * @param incomingQueue frames of one connection that may wait for the agent
 * @param outgoingQueue frames of one connection that may wait for its socket
 * @param outgoingMaxAge how long a frame may wait for the socket before it is stale
 * @param connectTimeout the bound on one attempt, from name look-up to the upgrade
 * @param sendTimeout the bound on one frame's way into the socket; a link that takes longer is given up
 * @param pingInterval the time between WebSocket pings
 * @param pongTimeout a link that was silent for so long is dead
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
 */
@Validated
@ConfigurationProperties("peerscribe.signaling")
public record SignalingProperties(
        @DefaultValue("65536") @Min(4096) @Max(4 * 1024 * 1024)
        int maxFrameBytes,

        @DefaultValue("16000") @Min(1) @Max(65536) int maxChatChars,
        @DefaultValue("256") @Min(1) @Max(10_000) int maxPeers,
        @DefaultValue("256") @Min(1) @Max(100_000) int incomingQueue,
        @DefaultValue("256") @Min(1) @Max(100_000) int outgoingQueue,
        @DefaultValue("30s") @DurationMin(millis = 100) Duration outgoingMaxAge,
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
        @DefaultValue @Valid Reconnect reconnect) {

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
