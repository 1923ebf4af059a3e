package dev.peerscribe.relay;

import java.util.concurrent.TimeUnit;

/** What went out in the last five seconds. Any thread. */
final class BitRate {
    private static final int SECONDS = 5;

    /** Bytes of one second each, by the second modulo their number; guarded by this. */
    private final long[] buckets = new long[SECONDS + 1];

    private long newest;

    synchronized void add(long bytes, long nanos) {
        advance(nanos);
        buckets[slot(newest)] += bytes;
    }

    /** Bits a second by the whole seconds before this one. */
    synchronized long at(long nanos) {
        advance(nanos);
        long sum = 0;
        for (long second = newest - SECONDS; second < newest; second++) {
            sum += buckets[slot(second)];
        }
        return sum * 8 / SECONDS;
    }

    private void advance(long nanos) {
        long second = Math.floorDiv(nanos, TimeUnit.SECONDS.toNanos(1));
        long from = Math.max(newest + 1, second - SECONDS);
        for (long each = from; each <= second; each++) {
            buckets[slot(each)] = 0;
        }
        newest = Math.max(newest, second);
    }

    private static int slot(long second) {
        return (int) Math.floorMod(second, (long) SECONDS + 1);
    }
}
