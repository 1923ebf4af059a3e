package dev.peerscribe.rtp;

import java.util.Arrays;

/**
 * The least of what was measured lately, for delays that a network only ever adds to. The window of some twenty seconds is
 * short enough to follow clocks that differ by 100 ppm within 2 ms.
 */
final class MinimumDelay {
    private static final long SLICE = 2_500_000_000L;
    private static final int SLICES = 8;
    private static final long NONE = Long.MAX_VALUE;

    // All owned by the source.
    private final long[] least = new long[SLICES];
    private final long[] slices = new long[SLICES];
    private long slice;
    private long minimum = NONE;

    MinimumDelay() {
        clear();
    }

    void clear() {
        Arrays.fill(least, NONE);
        minimum = NONE;
    }

    /** All that was measured becomes so much more. */
    void move(long more) {
        for (int i = 0; i < SLICES; i++) {
            least[i] = least[i] == NONE ? NONE : least[i] + more;
        }
        minimum = minimum == NONE ? NONE : minimum + more;
    }

    void sample(long delay, long nanos) {
        roll(nanos);
        int at = Math.floorMod(slice, SLICES);
        if (slices[at] != slice) {
            slices[at] = slice;
            least[at] = NONE;
        }
        least[at] = Math.min(least[at], delay);
        minimum = Math.min(minimum, delay);
    }

    boolean isKnown(long nanos) {
        roll(nanos);
        return minimum != NONE;
    }

    /** The least; there is one. */
    long minimum() {
        return minimum;
    }

    private void roll(long nanos) {
        long now = Math.floorDiv(nanos, SLICE);
        if (now == slice) {
            return;
        }
        slice = now;
        minimum = NONE;
        for (int i = 0; i < SLICES; i++) {
            long age = now - slices[i];
            if (age >= 0 && age < SLICES) {
                minimum = Math.min(minimum, least[i]);
            } else {
                least[i] = NONE;
            }
        }
    }
}
