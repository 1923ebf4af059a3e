package dev.peerscribe.rtp;

/** When a source is asked for a key frame: at once, and again at growing intervals as long as none comes. */
final class KeyFrameRequests {
    private static final long SHORTEST = 200_000_000L;
    private static final long LONGEST = 3_000_000_000L;

    private final RoundTripTime roundTrip;

    // All owned by the source.
    private boolean needed;
    private boolean asked;
    private long askedAt;
    private long interval;

    KeyFrameRequests(RoundTripTime roundTrip) {
        this.roundTrip = roundTrip;
    }

    /** Nothing can be decoded until a key frame comes. */
    void need() {
        needed = true;
    }

    /** A key frame came. */
    void came() {
        needed = false;
        interval = 0;
    }

    /** The path was away: what was asked for meanwhile was not heard. */
    void askAnew() {
        asked = false;
        interval = 0;
    }

    /** Whether to ask now; if so, it counts as done. */
    boolean ask(long nanos) {
        long shortest = Math.clamp(2 * roundTrip.nanos(), SHORTEST, LONGEST);
        if (!needed || (asked && nanos - askedAt < Math.max(shortest, interval))) {
            return false;
        }
        interval = Math.clamp(2 * interval, shortest, LONGEST);
        asked = true;
        askedAt = nanos;
        return true;
    }
}
