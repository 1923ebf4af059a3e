package dev.peerscribe.rtp;

/** What a receiver report says about a source (RFC 3550 §6.4.1, A.1, A.3, A.8). */
final class ReceptionStatistics {
    private static final long UNKNOWN = Long.MIN_VALUE;
    /** A step of the transit time beyond so many seconds is a clock that was set, not jitter. */
    private static final int BELIEVED_SECONDS = 5;

    private final int clockRate;

    // All owned by the source.
    private long base = -1;
    private long highest = -1;
    private long received;
    private long receivedBefore;
    private long lostBefore;
    private long expectedPrior;
    private long receivedPrior;
    private long epoch = UNKNOWN;
    private long transit = UNKNOWN;
    private long jitter; // in sixteenths of timestamp units
    private int senderReport;
    private long senderReportAt = UNKNOWN;
    private long expectedInterval;
    private long lostInterval;

    ReceptionStatistics(int clockRate) {
        this.clockRate = clockRate;
    }

    /** A packet of the source came; retransmissions on a source of their own are not told here. */
    void received(long sequence, int timestamp, long nanos) {
        if (base < 0) {
            base = sequence;
            epoch = nanos;
        }
        base = Math.min(base, sequence);
        highest = Math.max(highest, sequence);
        received++;
        long arrival = (nanos - epoch) / 1000 * clockRate / 1_000_000;
        int now = (int) arrival - timestamp;
        if (transit != UNKNOWN) {
            long difference = Math.abs((long) (now - (int) transit));
            if (difference < (long) BELIEVED_SECONDS * clockRate) {
                jitter += difference - ((jitter + 8) >> 4);
            }
        }
        transit = now;
    }

    /** The numbers of the packets begin anew (RFC 3550 A.1, init_seq). */
    void restarted() {
        receivedBefore += received;
        lostBefore += Math.max(0, lost());
        base = -1;
        highest = -1;
        received = 0;
        expectedPrior = 0;
        receivedPrior = 0;
        transit = UNKNOWN;
    }

    /** A sender report came; the middle 32 bits of its NTP time. */
    void senderReport(int middle, long nanos) {
        senderReport = middle;
        senderReportAt = nanos;
    }

    boolean heardSinceReport() {
        return received > receivedPrior;
    }

    /** Writes a report block of 24 bytes and begins a new interval. */
    void write(byte[] to, int at, int ssrc, long nanos) {
        long expected = highest - base + 1;
        expectedInterval = expected - expectedPrior;
        lostInterval = Math.max(0, expectedInterval - (received - receivedPrior));
        expectedPrior = expected;
        receivedPrior = received;
        int fraction = expectedInterval <= 0 ? 0 : (int) Math.min(255, (lostInterval << 8) / expectedInterval);
        int cumulative = (int) Math.clamp(expected - received, -0x80_0000L, 0x7f_ffffL) & 0xff_ffff;
        Bytes.put32(to, at, ssrc);
        Bytes.put32(to, at + 4, fraction << 24 | cumulative);
        Bytes.put32(to, at + 8, (int) (highest - 0x10000));
        Bytes.put32(to, at + 12, (int) (jitter >> 4));
        Bytes.put32(to, at + 16, senderReport);
        Bytes.put32(to, at + 20, senderReportAt == UNKNOWN ? 0 : compact(nanos - senderReportAt));
    }

    /** Packets that the interval of the latest report should have had. */
    long expectedInterval() {
        return expectedInterval;
    }

    /** Packets that were missing in the interval of the latest report. */
    long lostInterval() {
        return lostInterval;
    }

    /** Since the source is known. */
    long packetsReceived() {
        return receivedBefore + received;
    }

    /** Since the source is known; less than nothing where packets came twice. */
    long packetsLost() {
        return lostBefore + lost();
    }

    double jitterSeconds() {
        return (jitter >> 4) / (double) clockRate;
    }

    /** In units of 1/65536 second. */
    static int compact(long nanos) {
        return (int) (Math.floorDiv(nanos, 1_000_000_000L) << 16)
                + (int) ((Math.floorMod(nanos, 1_000_000_000L) << 16) / 1_000_000_000L);
    }

    private long lost() {
        return base < 0 ? 0 : highest - base + 1 - received;
    }
}
