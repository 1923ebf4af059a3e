package dev.peerscribe.recording;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import dev.peerscribe.media.TrackKind;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Brings the packets of both tracks into the order of their times, holding each for a moment only. FFmpeg's own
 * interleaving is not used because it holds sound back for as long as no picture comes. Owned by one thread.
 */
final class PacketOrder implements AutoCloseable {
    /** How much later a packet of the other track may come and still find its place. */
    private static final long WINDOW_MILLIS = 400;

    /** Of packets in waiting; at a hundred packets a second far from what waits. */
    private static final int LARGEST = 4096;

    private final PriorityQueue<Held> held =
            new PriorityQueue<>(Comparator.comparingLong(Held::millis).thenComparingLong(Held::number));
    private long number;
    private long newest = Long.MIN_VALUE;

    /** A packet of its own, to be freed. */
    record Held(TrackKind kind, AVPacket packet, long millis, long number) {}

    /** Takes one; writes to the packet given stay unseen. */
    void add(TrackKind kind, AVPacket packet, long millis) throws FfmpegException {
        AVPacket own = av_packet_clone(packet);
        if (own == null) {
            throw new FfmpegException("no memory for a packet");
        }
        held.add(new Held(kind, own, millis, number++));
        newest = Math.max(newest, millis);
    }

    boolean isFull() {
        return held.size() >= LARGEST;
    }

    /** Milliseconds between the earliest and the latest time that wait. */
    long span() {
        Held first = held.peek();
        return first == null ? 0 : newest - first.millis();
    }

    /** The earliest time that waits; there must be one. */
    long earliest() {
        return held.element().millis();
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Gives out, and frees, all that is old enough, or just all. */
    void release(boolean all, Consumer consumer) throws FfmpegException {
        for (Held first = held.peek();
                first != null && (all || first.millis() <= newest - WINDOW_MILLIS);
                first = held.peek()) {
            held.remove();
            try {
                consumer.accept(first);
            } finally {
                av_packet_free(first.packet());
            }
        }
    }

    @Override
    public void close() {
        held.forEach(each -> av_packet_free(each.packet()));
        held.clear();
    }

    /** Where packets go. */
    @FunctionalInterface
    interface Consumer {
        void accept(Held packet) throws FfmpegException;
    }
}
