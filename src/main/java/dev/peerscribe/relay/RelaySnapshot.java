package dev.peerscribe.relay;

import dev.peerscribe.stage.Layout;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A live output at one moment.
 *
 * @param target where to, without what is secret in it
 * @param participant id of the peer that is sent; null while there is none, and where it is everybody
 * @param layout of everybody in one picture; null where it is one participant
 * @param since when it came into this state
 * @param bitRate what went out in the last seconds (bit/s)
 * @param reconnects how often the way to the destination was made anew after a failure
 * @param lastError of the latest failure; null before the first
 */
public record RelaySnapshot(
        String id,
        String meetingId,
        String target,
        @Nullable String participant,
        @Nullable Layout layout,
        Instant createdAt,
        RelayState state,
        Instant since,
        Frames frames,
        long bitRate,
        int reconnects,
        @Nullable Failure lastError) {

    /**
     * Counts since the beginning.
     *
     * @param pictures handed to the destination
     * @param sounds packets of sound handed to the destination
     * @param dropped pictures and pieces of sound that found no room, as the destination, decoding, or with a layout the
     *     drawing, is too slow, or that could not be decoded
     */
    public record Frames(long pictures, long sounds, long dropped) {}

    /** A failure in words for a user. */
    public record Failure(RelayCause cause, RelayCause.Fault fault, String message, Instant at) {}
}
