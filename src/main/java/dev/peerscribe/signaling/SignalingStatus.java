package dev.peerscribe.signaling;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signalling connection at one moment.
 *
 * @param state what it is doing
 * @param since when it came into that state
 * @param reconnects how often it was connected again after a loss
 * @param queued messages that wait for the socket
 * @param lastError the last failure in words, never with a frame's content
 */
public record SignalingStatus(
        ConnectionState state,
        Instant since,
        long reconnects,
        int queued,
        @Nullable String lastError) {}
