package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.FrameDecoder;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The way of one track into an output that takes decoded frames. What comes decoded goes on at once. What comes as its
 * sender encoded it waits here, bounded by number and by memory, for a decoder on a thread of its own, which begins with the
 * first such frame. Pictures begin with a key frame, and after one that found no room or could not be decoded they go on
 * with the next; it is asked for.
 */
final class TrackDecoder implements MediaSink, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrackDecoder.class);

    /** How far ahead of its time a frame may be; beyond that its time is wrong (nanoseconds). */
    private static final long FAR_AHEAD = TimeUnit.SECONDS.toNanos(10);
    /** No key frame is asked for sooner after the last time; the engine asks again as long as none comes (nanoseconds). */
    private static final long ASK_AGAIN = TimeUnit.SECONDS.toNanos(1);
    /** As above, where the latest key frame could not be decoded: another one hardly can (nanoseconds). */
    private static final long ASK_IN_VAIN = TimeUnit.SECONDS.toNanos(10);

    private final Name name;
    private final RelayProperties.Queue bounds;
    private final MediaSink sink;
    private final Consumer<TrackKind> dropped;
    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // all guarded by lock
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    /** Whether a picture was dropped since the last that was taken in. */
    private boolean skipped;

    private @Nullable Thread thread;
    private boolean closed;

    /** Held while a decoded frame is given on. */
    private final Object giving = new Object();
    /** Guarded by {@link #giving}. */
    private boolean over;

    /** Whether pictures wait for a key frame; owned by the thread, as are the next ones. */
    private boolean broken = true;

    private boolean begun;
    /** Whether the latest key frame could not be decoded. */
    private boolean vain;

    private boolean asked;
    private long askedAt;
    private boolean failing;

    /** Whose track it is. */
    record Name(String meetingId, String relayId) {}

    private record Waiting(EncodedFrame frame, boolean afterDrop) {}

    /**
     * Nothing runs before the first frame that is not decoded.
     *
     * @param sink is given decoded frames only, on the thread that brings or decodes them
     * @param dropped is told of each frame that finds no room or is not decoded, though the track had begun; any thread
     * @param ticker the clock of {@link MediaFrame#presentationNanos()}
     */
    TrackDecoder(
            Name name, RelayProperties.Queue bounds, MediaSink sink, Consumer<TrackKind> dropped, LongSupplier ticker) {
        this.name = name;
        this.bounds = bounds;
        this.sink = sink;
        this.dropped = dropped;
        this.ticker = ticker;
    }

    @Override
    public void accept(MediaFrame frame) {
        switch (frame) {
            case VideoPicture _, AudioBlock _ -> sink.accept(frame);
            case EncodedFrame sent -> enqueue(sent);
        }
    }

    private void enqueue(EncodedFrame sent) {
        boolean unwanted;
        lock.lock();
        try {
            unwanted = closed;
            if (!closed && makeRoom(sent)) {
                if (thread == null) {
                    thread = begin(kind(sent));
                }
                waiting.add(new Waiting(sent, skipped));
                waitingBytes += bytes(sent);
                skipped = false;
                changed.signal();
                return;
            }
            skipped = true;
        } finally {
            lock.unlock();
        }
        sent.close();
        if (!unwanted) {
            dropped.accept(kind(sent));
        }
    }

    /** Of sound the oldest goes. Pictures build on each other: they go before a key frame only, with which others begin. */
    private boolean makeRoom(EncodedFrame coming) {
        boolean pictures = coming.codec().isVideo();
        int most = pictures ? bounds.pictures() : bounds.blocks();
        boolean room = waiting.size() < most
                && (waiting.isEmpty()
                        || waitingBytes + bytes(coming) <= bounds.pictureBytes().toBytes());
        if (room) {
            return true;
        }
        if (pictures && !coming.key()) {
            return false;
        }
        do {
            EncodedFrame oldest = waiting.remove().frame();
            waitingBytes -= bytes(oldest);
            dropped.accept(kind(oldest));
            oldest.close();
        } while (pictures && !waiting.isEmpty());
        return true;
    }

    private Thread begin(TrackKind kind) {
        String what = kind == TrackKind.VIDEO ? "video" : "audio";
        Thread made = Thread.ofPlatform()
                .name("relay-" + what + "-" + name.relayId())
                .daemon()
                .unstarted(this::run);
        made.start();
        return made;
    }

    private void run() {
        MDC.put("meeting", name.meetingId());
        MDC.put("relay", name.relayId());
        try (FrameDecoder decoder = new FrameDecoder()) {
            for (Waiting next = take(); next != null; next = take()) {
                try (EncodedFrame frame = next.frame()) {
                    decode(decoder, frame, next.afterDrop());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LinkageError e) {
            log.error("relay {} has no decoder", name.relayId(), e);
        } finally {
            close();
        }
    }

    private @Nullable Waiting take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            Waiting next = waiting.poll();
            if (next != null) {
                waitingBytes -= bytes(next.frame());
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void decode(FrameDecoder decoder, EncodedFrame frame, boolean afterDrop) {
        boolean pictures = frame.codec().isVideo();
        broken |= afterDrop;
        if (pictures && broken && !frame.key()) {
            if (begun) {
                dropped.accept(TrackKind.VIDEO);
            }
            ask(frame);
            return;
        }
        begun = true;
        try {
            MediaFrame decoded = decoder.decode(frame);
            broken = false;
            vain &= !frame.key();
            failing = false;
            if (decoded != null) {
                give(decoded);
            }
        } catch (FfmpegException | RuntimeException e) {
            broken = true;
            vain |= frame.key();
            dropped.accept(kind(frame));
            if (pictures) {
                ask(frame);
            }
            if (!failing) {
                log.warn("relay {} leaves something out: {}", name.relayId(), e.toString());
            }
            failing = true;
        }
    }

    private void ask(EncodedFrame frame) {
        long now = ticker.getAsLong();
        if (!asked || now - askedAt >= (vain ? ASK_IN_VAIN : ASK_AGAIN)) {
            asked = true;
            askedAt = now;
            frame.requestKeyFrame();
        }
    }

    private void give(MediaFrame decoded) {
        boolean taken = false;
        try {
            if (decoded.presentationNanos() - ticker.getAsLong() > FAR_AHEAD) {
                dropped.accept(decoded instanceof AudioBlock ? TrackKind.AUDIO : TrackKind.VIDEO);
                return;
            }
            synchronized (giving) {
                if (!over) {
                    taken = true;
                    sink.accept(decoded);
                }
            }
        } finally {
            if (!taken) {
                decoded.close();
            }
        }
    }

    /** Nothing that was decoded here is given on after this returned, and the thread ends with the frame it is at. */
    @Override
    public void close() {
        synchronized (giving) {
            over = true;
        }
        lock.lock();
        try {
            closed = true;
            waiting.forEach(each -> each.frame().close());
            waiting.clear();
            waitingBytes = 0;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is left of it in time, once it is closed. */
    boolean awaitEnd(Duration bound) throws InterruptedException {
        Thread current = thread();
        return current == null || current.join(bound);
    }

    /** Whether it was closed, and its thread is no more. */
    boolean isOver() {
        Thread current = thread();
        lock.lock();
        try {
            return closed && (current == null || !current.isAlive());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Thread thread() {
        lock.lock();
        try {
            return thread;
        } finally {
            lock.unlock();
        }
    }

    private static TrackKind kind(EncodedFrame frame) {
        return frame.codec().isVideo() ? TrackKind.VIDEO : TrackKind.AUDIO;
    }

    private static long bytes(EncodedFrame frame) {
        return frame.data().remaining();
    }
}
