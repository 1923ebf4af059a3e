package dev.peerscribe.stage;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.PictureCopy;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.VideoPicture;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** A participant's pictures: those that wait for their time, and the one that is seen. */
final class PictureLane implements AutoCloseable {
    /** More do not wait: the oldest goes. At 60 a second, half of one, which is as long as any waits for its sound. */
    private static final int MOST = 32;

    /** All lanes of a stage together: beyond it each keeps its latest only (bytes). */
    private static final long MOST_HELD = 256L << 20;

    /** 8K and a bit; a larger one is left out (bytes). */
    private static final long LARGEST = 64L << 20;

    /** A camera that gives nothing for so long is off: what it showed last is no longer so. */
    private static final long STALE = TimeUnit.SECONDS.toNanos(10);

    /** In order; guarded by this, as are the next two. */
    private final ArrayDeque<VideoPicture> coming = new ArrayDeque<>();

    private final AtomicLong held;
    private final Runnable dropped;

    private boolean dark;
    private boolean closed;
    /** Owned by the thread that draws, as is the next. */
    private @Nullable AVFrame seen;

    private long seenAt = Long.MIN_VALUE;

    /** {@code dropped} is told of each picture for which there is no room; it is called under a lock. */
    PictureLane(AtomicLong held, Runnable dropped) {
        this.held = held;
        this.dropped = dropped;
    }

    /** Any thread. */
    void accept(MediaFrame frame) {
        if (!(frame instanceof VideoPicture picture && PictureCopy.sound(picture) && add(picture))) {
            frame.close();
        }
    }

    private synchronized boolean add(VideoPicture picture) {
        long bytes = PictureCopy.bytes(picture);
        if (closed) {
            return false;
        }
        if (bytes > LARGEST) {
            dropped.run();
            return false;
        }
        coming.add(picture);
        held.addAndGet(bytes);
        while (coming.size() > MOST || (coming.size() > 1 && held.get() > MOST_HELD)) {
            take().close();
            dropped.run();
        }
        return true;
    }

    private VideoPicture take() {
        VideoPicture picture = coming.remove();
        held.addAndGet(-PictureCopy.bytes(picture));
        return picture;
    }

    /** Goes on to a time by {@link System#nanoTime()}; whether another picture is to be seen now. */
    boolean advance(long nanos) throws FfmpegException {
        if (darkened()) {
            seenAt = Long.MIN_VALUE;
        }
        try (VideoPicture picture = due(nanos)) {
            if (picture == null) {
                return false;
            }
            AVFrame into = sized(PictureCopy.uprightWidth(picture), PictureCopy.uprightHeight(picture));
            PictureCopy.copy(picture, into);
            seenAt = picture.presentationNanos();
            return true;
        }
    }

    /** As {@link #advance}, where nobody sees it. */
    void skip(long nanos) {
        VideoPicture picture = due(nanos);
        if (picture != null) {
            picture.close();
        }
        seenAt = Long.MIN_VALUE;
        release();
    }

    /** The latest one that is due; those before it are let go. */
    private synchronized @Nullable VideoPicture due(long nanos) {
        VideoPicture latest = null;
        while (!coming.isEmpty() && coming.getFirst().presentationNanos() <= nanos) {
            if (latest != null) {
                latest.close();
            }
            latest = take();
        }
        return latest;
    }

    private AVFrame sized(int width, int height) throws FfmpegException {
        AVFrame frame = seen;
        if (frame == null || frame.width() != width || frame.height() != height) {
            release();
            frame = Canvas.picture(width, height);
            seen = frame;
        }
        return frame;
    }

    /** What is to be seen at that time, upright; null where nothing is. */
    @Nullable
    AVFrame at(long nanos) {
        return seenAt != Long.MIN_VALUE && nanos - seenAt <= STALE ? seen : null;
    }

    /** Nothing is to be seen until the next picture comes; any thread. */
    synchronized void dark() {
        dark = true;
        clear();
    }

    private synchronized boolean darkened() {
        boolean was = dark;
        dark = false;
        return was;
    }

    private void clear() {
        while (!coming.isEmpty()) {
            take().close();
        }
    }

    private void release() {
        if (seen != null) {
            av_frame_free(seen);
            seen = null;
        }
    }

    /** By the thread that draws. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            clear();
        }
        seenAt = Long.MIN_VALUE;
        release();
    }
}
