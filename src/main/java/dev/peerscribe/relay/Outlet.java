package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;

/** One run of a live output, from the making of the way to the last frame. Owned by the output's thread. */
interface Outlet extends AutoCloseable {
    /** Makes the way; returns when the destination takes what is sent. */
    void open() throws FfmpegException, InterruptedException;

    /** Sends a decoded frame, which stays the caller's. */
    void send(MediaFrame frame) throws FfmpegException;

    /** No frame came for a moment: what waits for its time may be due. */
    default void idle() {}

    /** Ends in good order, within a bound. */
    void finish() throws FfmpegException;

    @Override
    void close();

    /** Told of what the destination took. */
    interface Count {
        /** Counts a picture or a packet of sound; {@code bytes} is 0 where it is encoded elsewhere. */
        void sent(TrackKind kind, int bytes);
    }
}
