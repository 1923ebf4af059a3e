package dev.peerscribe.rtp;

/** Sequence numbers beyond 16 bits (RFC 3550 A.1). Begins above 65535, so that none is ever negative. */
final class ExtendedSequence {
    /** What {@link #accept} says of a number that is not believed yet. */
    static final long NOT_BELIEVED = -1;
    /** Numbers so far from the highest are believed at once: more than a second of the fastest stream. */
    static final int NEAR = 3000;

    /** Owned by the source, as are the next two. */
    private long highest = -1;

    private int believedNext = -1;
    private boolean restarted;

    /** The extended number, or {@link #NOT_BELIEVED}; afterwards it may be the highest. */
    long accept(int sequence) {
        restarted = false;
        if (highest < 0) {
            highest = 0x10000L + sequence;
            return highest;
        }
        int step = (short) (sequence - (int) highest);
        if (step > NEAR || step < -NEAR) {
            if (sequence != believedNext) {
                believedNext = (sequence + 1) & 0xffff;
                return NOT_BELIEVED;
            }
            restarted = true;
            highest += step & 0xffff;
            believedNext = -1;
            return highest;
        }
        believedNext = -1;
        long extended = highest + step;
        highest = Math.max(highest, extended);
        return extended;
    }

    /** The extended number that is nearest to the highest, which stays as it is. */
    long near(int sequence) {
        return highest + (short) (sequence - (int) highest);
    }

    /** Whether the number that was accepted last begins a new row. */
    boolean restarted() {
        return restarted;
    }

    /** −1 before the first. */
    long highest() {
        return highest;
    }
}
