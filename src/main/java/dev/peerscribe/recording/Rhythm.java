package dev.peerscribe.recording;

import java.util.Arrays;

/**
 * How long nothing usually comes between two frames of a track. What is usual for a sender of five pictures a second would
 * be a freeze of another's. Owned by one thread.
 */
final class Rhythm {
    /** Of a track that has given too few frames to have one: longer than anything. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private static final int LATELY = 5;

    /** The latest, in a circle; nanoseconds. */
    private final long[] pauses = new long[31];

    private long count;

    /** After so long without anything there was a frame again. */
    void add(long nanos) {
        pauses[(int) (count++ % pauses.length)] = Math.max(0, nanos);
    }

    /** Forgets what another track was like. */
    void begin() {
        count = 0;
    }

    /** What half of the latest pauses did not exceed, or half of the very latest, where a sender became slower. */
    long usual() {
        return count < LATELY ? UNKNOWN : Math.max(median(pauses.length), median(LATELY));
    }

    private long median(int latest) {
        int size = (int) Math.min(count, latest);
        long[] sorted = new long[size];
        for (int i = 0; i < size; i++) {
            sorted[i] = pauses[(int) ((count - 1 - i) % pauses.length)];
        }
        Arrays.sort(sorted);
        return sorted[size / 2];
    }
}
