package dev.peerscribe.rtp;

/** RTP timestamps beyond 32 bits: the nearest to the latest. */
final class ExtendedTimestamp {
    /** Owned by the source; begins above 32 bits, so that what came before the first is not negative. */
    private long latest = -1;

    /** The extended timestamp, which becomes the latest. */
    long accept(int timestamp) {
        latest = near(timestamp);
        return latest;
    }

    /** The extended timestamp; the latest stays as it is. */
    long near(int timestamp) {
        return latest < 0 ? (1L << 32) + (timestamp & 0xffff_ffffL) : latest + (timestamp - (int) latest);
    }

    /** −1 before the first. */
    long latest() {
        return latest;
    }
}
