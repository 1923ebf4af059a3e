package dev.peerscribe.composite;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.peerscribe.media.TrackKind;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** The picture of a file that is to be seen at a time of the recording. Owned by one thread. */
final class PictureTrack implements AutoCloseable {
    /** A camera that gives nothing for so long is off, or a path broken: what it showed last is no longer so (ms). */
    private static final long STALE = 10_000;

    private static final long NONE = Long.MIN_VALUE;

    private final Source source;
    private final long offset;
    private final AVFrame shown;
    private final AVFrame coming;
    private long shownAt = NONE;
    private long comingAt = NONE;
    private boolean over;

    /**
     * Opens a file at a time of the recording.
     *
     * @param offset where the file begins, in milliseconds of the recording
     */
    PictureTrack(Path file, long offset, long millis) throws CompositeException {
        this.offset = offset;
        source = new Source(file, TrackKind.VIDEO);
        shown = av_frame_alloc();
        coming = av_frame_alloc();
        if (shown == null || coming == null) {
            close();
            throw new CompositeException("no memory for a picture");
        }
        seek(millis - offset);
    }

    private void seek(long millis) throws CompositeException {
        boolean done = false;
        try {
            source.seek(millis);
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** Goes on to a time, which is not before the last one; true where another picture is to be seen now. */
    boolean advance(long millis, StopSignal stopped) throws StoppedException {
        boolean changed = false;
        while (true) {
            if (comingAt != NONE) {
                if (comingAt > millis) {
                    return changed;
                }
                av_frame_unref(shown);
                av_frame_move_ref(shown, coming);
                shownAt = comingAt;
                comingAt = NONE;
                changed = true;
            }
            if (over || !source.next(coming, stopped)) {
                over = true;
                return changed;
            }
            comingAt = source.millis(coming) + offset;
        }
    }

    /** Whether there is a picture to be seen at this time. */
    boolean has(long millis) {
        return shownAt != NONE && millis - shownAt <= STALE;
    }

    /** The picture; only where there is one. */
    AVFrame picture() {
        return shown;
    }

    @Override
    public void close() {
        source.close();
        av_frame_free(shown);
        av_frame_free(coming);
    }
}
