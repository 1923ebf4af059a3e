package dev.peerscribe.signaling;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
        @DefaultValue("256") @Min(1) @Max(100_000) int outgoingQueue,
        @DefaultValue("30s") @DurationMin(millis = 100) Duration outgoingMaxAge,
        @DefaultValue("10s") @DurationMin(millis = 100) Duration connectTimeout,
        @DefaultValue("5s") @DurationMin(millis = 100) Duration sendTimeout,
        @DefaultValue("5s") @DurationMin(millis = 50) Duration pingInterval,
        @DefaultValue("12s") @DurationMin(millis = 100) Duration pongTimeout,
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration replayWindow,
        @DefaultValue("10000") @Min(2) @Max(1_000_000) int replayCapacity,
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
