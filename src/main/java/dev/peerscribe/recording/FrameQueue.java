package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.PictureCopy;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
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
 * What waits for the file of one participant: bounded by number and by memory. Putting in never waits for more than
 * another's putting in; when it is full, pictures go first.
 *
 * <p>Decoded frames are given out at once, since encoding them takes its time. Encoded ones may gather for a moment: they
 * cost so little that waking up for each would be most of it.
 */
final class FrameQueue {
    /** How long encoded frames may gather, in nanoseconds. */
    private static final long GATHER = 150_000_000L;

    private final RecordingProperties.Queue bounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // all guarded by lock
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Waiting sound = new Waiting();
    private final Waiting pictures = new Waiting();
    /** Kinds of which a frame found no room since the last that did. */
    private final Set<TrackKind> dropped = EnumSet.noneOf(TrackKind.class);

    /** Whether the latest that was given out was an encoded frame. */
    private boolean gathers;
    /** Whether the writer waits for frames to gather. */
    private boolean gathering;

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

    /** No frames are taken in from now on. */
    record Paused(long nanos) implements Entry {}

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
            waiting(kind).add(media);
            entries.add(new Frame(media, dropped.remove(kind)));
            if (!gathering || urgent(media)) {
                wake();
            }
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(MediaFrame media) {
        Waiting waiting = waiting(kind(media));
        long bytes = waiting.bytes + bytes(media);
        return switch (media) {
            // A long queue of sound shows that the encoder is behind: pictures are what costs.
            case VideoPicture picture ->
                waiting.count < bounds.pictures()
                        && sound.count < bounds.blocks() / 2
                        && bytes <= bounds.pictureBytes().toBytes();
            case AudioBlock block -> waiting.count < bounds.blocks();
            case EncodedFrame sent -> waiting.count < bounds.encodedFrames() && bytes <= encodedBytes(kind(sent));
        };
    }

    private long encodedBytes(TrackKind kind) {
        long pictures = bounds.encodedBytes().toBytes();
        return kind == TrackKind.VIDEO ? pictures : pictures / 8;
    }

    /** Whether the writer is to be woken for it: for decoded frames always, for encoded ones when half the room is taken. */
    private boolean urgent(MediaFrame media) {
        TrackKind kind = kind(media);
        return !(media instanceof EncodedFrame)
                || waiting(kind).count >= bounds.encodedFrames() / 2
                || waiting(kind).bytes >= encodedBytes(kind) / 2;
    }

    private Waiting waiting(TrackKind kind) {
        return kind == TrackKind.AUDIO ? sound : pictures;
    }

    private void wake() {
        gathering = false;
        changed.signal();
    }

    /** The next entry, or null where none came in time. */
    @Nullable
    Entry poll(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            if (gathers && entries.isEmpty() && !ended) {
                gather();
            }
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
                waiting(kind(frame.media())).remove(frame.media());
                gathers = frame.media() instanceof EncodedFrame;
            }
            return entry;
        } finally {
            lock.unlock();
        }
    }

    private void gather() throws InterruptedException {
        gathers = false;
        gathering = true;
        try {
            long left = GATHER;
            while (gathering && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            gathering = false;
        }
    }

    /** Puts a mark among the frames; there is always room for one. */
    void mark(Entry mark) {
        lock.lock();
        try {
            entries.add(mark);
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing in until {@link #resume}; does nothing where that is so already. */
    void pause(long nanos) {
        lock.lock();
        try {
            if (!paused) {
                paused = true;
                pausedNanos = nanos;
                if (entries.peekLast() instanceof Resumed last) {
                    // Nothing came in between: one pause, so that marks cannot pile up either.
                    entries.removeLast();
                    pausedNanos = last.fromNanos();
                }
                entries.add(new Paused(pausedNanos));
                wake();
            }
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
                if (entries.peekLast() instanceof Paused) {
                    entries.removeLast();
                }
                entries.add(new Resumed(pausedNanos, nanos));
                wake();
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
                wake();
            }
        } finally {
            lock.unlock();
        }
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
            counts = new EnumMap<>(TrackKind.class);
            for (TrackKind kind : TrackKind.values()) {
                counts.put(kind, waiting(kind).count);
                waiting(kind).clear();
            }
            wake();
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
            case EncodedFrame sent -> sent.codec().isVideo() ? TrackKind.VIDEO : TrackKind.AUDIO;
        };
    }

    /** What waits of one kind; guarded by the queue's lock. */
    private static final class Waiting {
        private int count;
        private long bytes;

        void add(MediaFrame media) {
            count++;
            bytes += bytes(media);
        }

        void remove(MediaFrame media) {
            count--;
            bytes -= bytes(media);
        }

        void clear() {
            count = 0;
            bytes = 0;
        }
    }

    private static long bytes(MediaFrame media) {
        return switch (media) {
            case VideoPicture picture -> PictureCopy.bytes(picture);
            case AudioBlock block -> 0; // short, and bounded by number
            case EncodedFrame sent -> sent.data().remaining();
        };
    }
}
