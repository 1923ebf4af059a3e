package dev.peerscribe.rtp;

/** Bits a second, over about the last one. */
final class RateMeter {
    private static final long INTERVAL = 1_000_000_000L;

    /** Owned by the section, as are the next three. */
    private long bytes;

    private long since;
    private boolean begun;
    private long bitsPerSecond;

    void add(int more) {
        bytes += more;
    }

    void tick(long nanos) {
        if (!begun) {
            begun = true;
            since = nanos;
            bytes = 0;
        }
        long passed = nanos - since;
        if (passed >= INTERVAL) {
            bitsPerSecond = (long) (bytes * 8.0 * INTERVAL / passed);
            bytes = 0;
            since = nanos;
        }
    }

    long bitsPerSecond() {
        return bitsPerSecond;
    }
}
