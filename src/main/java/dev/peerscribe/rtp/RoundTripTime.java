package dev.peerscribe.rtp;

/** How long it takes from here to the sender and back, smoothed (RFC 6298 §2 without the variance). */
final class RoundTripTime {
    private static final long INITIAL = 100_000_000L;
    private static final long SHORTEST = 1_000_000L;
    private static final long LONGEST = 2_000_000_000L;

    /** Owned by the session, as is the next. */
    private long nanos = INITIAL;

    private boolean measured;

    void sample(long sample) {
        long believed = Math.clamp(sample, SHORTEST, LONGEST);
        nanos = measured ? nanos + (believed - nanos) / 8 : believed;
        measured = true;
    }

    long nanos() {
        return nanos;
    }

    /** When what was asked for should have come. */
    long answered() {
        return nanos + Math.max(nanos / 4, 10_000_000L);
    }
}
