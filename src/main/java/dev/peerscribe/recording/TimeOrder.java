package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.TrackKind;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Brings what both tracks give into the order of its times, holding each for a moment only. FFmpeg's own interleaving is
 * not used because it holds sound back for as long as no picture comes. Owned by one thread.
 *
 * @param <T> what is held
 */
final class TimeOrder<T> implements AutoCloseable {
    /** How much later an item of the other track may come and still find its place. */
    private static final long WINDOW_MILLIS = 400;

    /** Of items in waiting; at a hundred packets a second far from what waits. */
    private static final int LARGEST = 4096;

    /** Of their memory: twelve seconds of 20 Mbit/s. */
    private static final long LARGEST_BYTES = 30_000_000;

    private final Consumer<T> release;
    private final PriorityQueue<Held<T>> held =
            new PriorityQueue<>(Comparator.<Held<T>>comparingLong(Held::millis).thenComparingLong(Held::number));
    private long number;
    private long bytes;
    private long newest = Long.MIN_VALUE;

    /** An item in waiting. */
    record Held<T>(TrackKind kind, T item, long millis, int bytes, long number) {}

    /** Gives back what an item holds when it has been written, or will not be. */
    TimeOrder(Consumer<T> release) {
        this.release = release;
    }

    /** Takes an item over. */
    void add(TrackKind kind, T item, long millis, int size) {
        held.add(new Held<>(kind, item, millis, size, number++));
        bytes += size;
        newest = Math.max(newest, millis);
    }

    private boolean isFull() {
        return held.size() >= LARGEST || bytes >= LARGEST_BYTES;
    }

    /** Whether the earliest has waited for so many milliseconds by the time of the latest, or no more should wait. */
    boolean waited(long millis) {
        Held<T> first = held.peek();
        return first != null && (newest - first.millis() >= millis || isFull());
    }

    /** The earliest time that waits; there must be one. */
    long earliest() {
        return held.element().millis();
    }

    /** Whether anything of a kind waits. */
    boolean holds(TrackKind kind) {
        return held.stream().anyMatch(each -> each.kind() == kind);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Gives out, and lets go of, all that is old enough, or just all. */
    void release(boolean all, Writer<T> writer) throws FfmpegException {
        for (Held<T> first = held.peek();
                first != null && (all || isFull() || first.millis() <= newest - WINDOW_MILLIS);
                first = held.peek()) {
            held.remove();
            bytes -= first.bytes();
            try {
                writer.write(first);
            } finally {
                release.accept(first.item());
            }
        }
    }

    @Override
    public void close() {
        held.forEach(each -> release.accept(each.item()));
        held.clear();
        bytes = 0;
    }

    /** Where items go; they are lent for the call. */
    @FunctionalInterface
    interface Writer<T> {
        void write(Held<T> item) throws FfmpegException;
    }
}
