package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.PictureCopy;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decoded frames that wait for one output: bounded by number and by memory. Putting in never waits for the output; when it
 * is full the oldest goes, before it was encoded, so that what does go out always hangs together.
 */
final class RelayQueue {
    private final RelayProperties.Queue bounds;
    private final Consumer<TrackKind> dropped;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // all guarded by lock
    private final ArrayDeque<MediaFrame> frames = new ArrayDeque<>();
    private int pictures;
    private long pictureBytes;
    private boolean accepting = true;
    private boolean ended;

    /** Tells of every frame that goes for want of room, on the thread that put another in. */
    RelayQueue(RelayProperties.Queue bounds, Consumer<TrackKind> dropped) {
        this.bounds = bounds;
        this.dropped = dropped;
    }

    /** Takes the frame over, whatever becomes of it. */
    void offer(MediaFrame frame) {
        boolean taken = false;
        lock.lock();
        try {
            if (accepting && !ended && !(frame instanceof EncodedFrame)) {
                makeRoom(frame);
                add(frame);
                taken = true;
                changed.signal();
            }
        } finally {
            lock.unlock();
            if (!taken) {
                frame.close();
            }
        }
    }

    /** The next frame, to be closed by the caller; null where none came in time, or none comes any more. */
    @Nullable
    MediaFrame poll(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (frames.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            MediaFrame frame = frames.poll();
            if (frame != null) {
                removed(frame);
            }
            return frame;
        } finally {
            lock.unlock();
        }
    }

    /** Whether frames are wanted; where they are not, those that wait are let go. */
    void accept(boolean wanted) {
        lock.lock();
        try {
            accepting = wanted;
            if (!wanted) {
                clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing in any more; what waits can still be taken out. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing comes any more. */
    boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the time is over or {@link #end} is called. */
    void awaitEnd(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!ended && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    int length() {
        lock.lock();
        try {
            return frames.size();
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom(MediaFrame coming) {
        if (coming instanceof VideoPicture picture) {
            long most = Math.max(bounds.pictureBytes().toBytes() - PictureCopy.bytes(picture), 0);
            while (pictures >= bounds.pictures() || (pictures > 0 && pictureBytes > most)) {
                dropOldest(TrackKind.VIDEO);
            }
        } else if (frames.size() - pictures >= bounds.blocks()) {
            dropOldest(TrackKind.AUDIO);
        }
    }

    private void dropOldest(TrackKind kind) {
        for (Iterator<MediaFrame> all = frames.iterator(); all.hasNext(); ) {
            MediaFrame frame = all.next();
            if ((frame instanceof AudioBlock) == (kind == TrackKind.AUDIO)) {
                all.remove();
                removed(frame);
                frame.close();
                dropped.accept(kind);
                return;
            }
        }
    }

    private void add(MediaFrame frame) {
        frames.add(frame);
        if (frame instanceof VideoPicture picture) {
            pictures++;
            pictureBytes += PictureCopy.bytes(picture);
        }
    }

    private void removed(MediaFrame frame) {
        if (frame instanceof VideoPicture picture) {
            pictures--;
            pictureBytes -= PictureCopy.bytes(picture);
        }
    }

    private void clear() {
        frames.forEach(MediaFrame::close);
        frames.clear();
        pictures = 0;
        pictureBytes = 0;
    }
}
