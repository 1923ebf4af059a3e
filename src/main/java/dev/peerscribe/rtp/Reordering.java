package dev.peerscribe.rtp;

/** How much later than those after them packets came lately, so that what is only out of order is not asked for again. */
final class Reordering {
    /** Later than that is not a matter of order. */
    private static final long MOST = 100_000_000L;
    /** So long a packet that was late is remembered, less and less. */
    private static final long REMEMBERED = 30_000_000_000L;

    /** Owned by the source, as is the next. */
    private long peak;

    private long peakAt;

    /** A packet came so much later than one after it. */
    void sample(long late, long nanos) {
        if (late <= MOST && late >= lately(nanos)) {
            peak = late;
            peakAt = nanos;
        }
    }

    /** How long to wait before a packet counts as missing. */
    long patience(long nanos) {
        long lately = lately(nanos);
        return lately == 0 ? 0 : lately + lately / 8 + 1_000_000L;
    }

    private long lately(long nanos) {
        long since = nanos - peakAt;
        return since >= REMEMBERED ? 0 : peak - (long) (peak * ((double) since / REMEMBERED));
    }
}
