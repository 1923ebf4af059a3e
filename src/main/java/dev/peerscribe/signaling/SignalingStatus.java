package dev.peerscribe.signaling;

import java.time.Duration;
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
 * @param roundTrip the time the last ping took there and back, or null where none was answered on this link
 */
public record SignalingStatus(
        ConnectionState state,
        Instant since,
        long reconnects,
        int queued,
        @Nullable String lastError,
        @Nullable Duration roundTrip) {

    /** One without a measured round trip. */
    public SignalingStatus(
            ConnectionState state, Instant since, long reconnects, int queued, @Nullable String lastError) {
        this(state, since, reconnects, queued, lastError, null);
    }
}
