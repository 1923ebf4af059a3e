package dev.peerscribe.recording;

import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the encoder of one participant: bounded by number and by memory. Putting in never waits for more than
 * another's putting in; when it is full, pictures go first.
 */
final class FrameQueue {
    private final RecordingProperties.Queue bounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // all guarded by lock
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Map<TrackKind, Integer> waiting = new EnumMap<>(TrackKind.class);
    /** Kinds of which a frame found no room since the last that did. */
    private final Set<TrackKind> dropped = EnumSet.noneOf(TrackKind.class);

    private long pictureBytes;
    private boolean paused;
    private long pausedNanos;
    private boolean ended;
    private long endNanos;

    FrameQueue(RecordingProperties.Queue bounds) {
        this.bounds = bounds;
    }

    /** What happened to a frame. */
    enum Offer {
        TAKEN,
        /** The recording is paused or over: nobody wants it. */
        UNWANTED,
        /** There was no room. */
        FULL
    }

    /** What comes out. */
    sealed interface Entry {}

    /**
     * A frame, to be closed by whoever took it out.
     *
     * @param afterDrop whether frames of its kind before it found no room
     */
    record Frame(MediaFrame media, boolean afterDrop) implements Entry {}

    /** A track may give frames from now on. */
    record Opened(TrackKind kind, long nanos) implements Entry {}

    /** A track gives no more. */
    record Closed(TrackKind kind, long nanos) implements Entry {}

    /** Frames are taken in again after a pause. */
    record Resumed(long fromNanos, long toNanos) implements Entry {}

    /** Nothing more comes. */
    record End(long nanos) implements Entry {}

    /** Takes the frame over only where it says {@link Offer#TAKEN}. */
    Offer offer(MediaFrame media) {
        lock.lock();
        try {
            if (paused || ended) {
                return Offer.UNWANTED;
            }
            TrackKind kind = kind(media);
            if (!hasRoom(media)) {
                dropped.add(kind);
                return Offer.FULL;
            }
            waiting.merge(kind, 1, Integer::sum);
            pictureBytes += bytes(media);
            entries.add(new Frame(media, dropped.remove(kind)));
            changed.signal();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(MediaFrame media) {
        int blocks = waiting(TrackKind.AUDIO);
        return switch (media) {
            // A long queue of sound shows that the encoder is behind: pictures are what costs.
            case VideoPicture picture ->
                waiting(TrackKind.VIDEO) < bounds.pictures()
                        && blocks < bounds.blocks() / 2
                        && pictureBytes + PictureCopy.bytes(picture)
                                <= bounds.pictureBytes().toBytes();
            case AudioBlock block -> blocks < bounds.blocks();
        };
    }

    /** The next entry, or null where none came in time. */
    @Nullable
    Entry poll(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (entries.isEmpty()) {
                if (ended) {
                    return new End(endNanos);
                }
                if (left <= 0) {
                    return null;
                }
                left = changed.awaitNanos(left);
            }
            Entry entry = entries.remove();
            if (entry instanceof Frame frame) {
                waiting.merge(kind(frame.media()), -1, Integer::sum);
                pictureBytes -= bytes(frame.media());
            }
            return entry;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a mark among the frames; there is always room for one. */
    void mark(Entry mark) {
        lock.lock();
        try {
            entries.add(mark);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void pause(long nanos) {
        lock.lock();
        try {
            paused = true;
            pausedNanos = nanos;
        } finally {
            lock.unlock();
        }
    }

    /** Takes frames in again; does nothing where it does already. */
    void resume(long nanos) {
        lock.lock();
        try {
            if (paused) {
                paused = false;
                if (entries.peekLast() instanceof Resumed last) {
                    // Nothing came in between: one pause, so that marks cannot pile up either.
                    entries.removeLast();
                    entries.add(new Resumed(last.fromNanos(), nanos));
                } else {
                    entries.add(new Resumed(pausedNanos, nanos));
                }
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing in any more; what waits is still given out. */
    void end(long nanos) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                endNanos = nanos;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private int waiting(TrackKind kind) {
        return waiting.getOrDefault(kind, 0);
    }

    /** Ends, and throws away what waits; returns how many frames of each kind. */
    Map<TrackKind, Integer> abandon(long nanos) {
        ArrayDeque<Entry> left;
        Map<TrackKind, Integer> counts;
        lock.lock();
        try {
            endNanos = ended ? endNanos : nanos;
            ended = true;
            left = new ArrayDeque<>(entries);
            entries.clear();
            counts = Map.copyOf(waiting);
            waiting.clear();
            pictureBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (Entry entry : left) {
            if (entry instanceof Frame frame) {
                frame.media().close();
            }
        }
        return counts;
    }

    int length() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    static TrackKind kind(MediaFrame media) {
        return switch (media) {
            case VideoPicture picture -> TrackKind.VIDEO;
            case AudioBlock block -> TrackKind.AUDIO;
        };
    }

    private static long bytes(MediaFrame media) {
        return media instanceof VideoPicture picture ? PictureCopy.bytes(picture) : 0;
    }
}
