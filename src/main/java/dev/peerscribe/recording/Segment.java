package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import java.util.List;

/**
 * One file of a participant on its way, or several, one going on where the one before ends, that hold the same tracks.
 * Owned by one thread; times are nanoseconds since the
 * recording's start.
 */
interface Segment extends AutoCloseable {
    /** What became of a frame. */
    enum Outcome {
        RECORDED,
        /** It came too late to be shown or heard. */
        LATE,
        /** It cannot be decoded without pictures that are not in the file. */
        NO_KEY_FRAME
    }

    /** After so long without pictures a file need not be followed by another at one, in milliseconds. */
    long NO_PICTURES = 10_000;

    /** Names a file once its tracks are known. */
    @FunctionalInterface
    interface Opener {
        SegmentFile open(Container byCodec, List<RecordedTrack> tracks, long offsetMillis) throws FfmpegException;
    }

    /** Whether the file, as begun, can take the frame. */
    boolean fits(MediaFrame frame) throws FfmpegException;

    /** Takes a frame that fits; it stays the caller's. */
    Outcome write(MediaFrame frame, long nanos) throws FfmpegException;

    /** Frames of a kind that came before the next one are missing. */
    void interrupted(TrackKind kind);

    /**
     * Writes what is due.
     *
     * @param awaited whether a kind that has not come yet is worth waiting for
     */
    void settle(boolean awaited) throws FfmpegException;

    /** Ends the file in good order; there is none where there was nothing to write. */
    void finish() throws FfmpegException;

    /** Lets go of everything; a file begun stays as it is. */
    @Override
    void close();
}
