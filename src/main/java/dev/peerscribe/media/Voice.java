package dev.peerscribe.media;

import java.util.Set;

/**
 * Tracks of the agent's own in one meeting, sent to every peer that takes them: decoded frames in, at the pace at which
 * they are to be seen and heard. A meeting has one at a time.
 */
public interface Voice extends MediaSink, AutoCloseable {
    /** What it sends. */
    Set<TrackKind> kinds();

    /**
     * Sends the frame on to every peer at once and closes it. Sound is left out unless it comes in pieces of 10 ms at 8 to
     * 48 kHz, and so is what comes encoded or after the end. One thread at a time.
     */
    @Override
    void accept(MediaFrame frame);

    /** Peers that agreed to receive it. */
    int listeners();

    /** Whether the meeting still takes it; once it does not, it never will again. */
    boolean isOpen();

    /** Takes the tracks away again; idempotent, returns at once. */
    @Override
    void close();
}
