package dev.peerscribe.passthrough;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The SRTP or SRTCP contexts of a peer's sources (SSRC). A source that was idle for a minute makes room for a new one
 * where the table is full; no earlier, since with a context goes the memory of what was received. Used by one thread at
 * a time.
 */
final class SrtpContexts<T> {
    static final int MAX_SOURCES = 256;

    /** Sources without a context that may be tried a second; a forged one is tried too. */
    static final int TRIES_PER_SECOND = 100;

    private static final long SECOND = 1_000_000_000L;
    private static final long IDLE = 60 * SECOND;

    private int[] sources = new int[8];
    private long[] usedAt = new long[8];
    private @Nullable Object[] values = new Object[8];
    private int size;
    /** Where the last find was: packets of one source come in runs. */
    private int last;

    private long windowBegan;
    private int tries = -1;

    /** What is kept for a source, or null. */
    @SuppressWarnings("unchecked")
    @Nullable
    T find(int source, long nanos) {
        if (last >= size || sources[last] != source) {
            int at = indexOf(source);
            if (at < 0) {
                return null;
            }
            last = at;
        }
        usedAt[last] = nanos;
        return (T) values[last];
    }

    /** Whether one more unknown source may be tried now. */
    boolean mayTry(long nanos) {
        if (tries < 0 || nanos - windowBegan >= SECOND) {
            windowBegan = nanos;
            tries = 0;
        }
        return ++tries <= TRIES_PER_SECOND;
    }

    /** Keeps something for a source that is not in the table; false where there is no room. */
    boolean add(int source, T value, long nanos) {
        int at = size < MAX_SOURCES ? size++ : idleSince(nanos - IDLE);
        if (at < 0) {
            return false;
        }
        if (at == sources.length) {
            sources = Arrays.copyOf(sources, 2 * at);
            usedAt = Arrays.copyOf(usedAt, 2 * at);
            values = Arrays.copyOf(values, 2 * at);
        }
        sources[at] = source;
        usedAt[at] = nanos;
        values[at] = value;
        return true;
    }

    private int indexOf(int source) {
        for (int i = 0; i < size; i++) {
            if (sources[i] == source) {
                return i;
            }
        }
        return -1;
    }

    private int idleSince(long nanos) {
        int oldest = 0;
        for (int i = 1; i < size; i++) {
            if (usedAt[i] - usedAt[oldest] < 0) {
                oldest = i;
            }
        }
        return usedAt[oldest] - nanos < 0 ? oldest : -1;
    }
}
