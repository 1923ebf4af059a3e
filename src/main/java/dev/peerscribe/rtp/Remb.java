package dev.peerscribe.rtp;

import java.util.List;

/**
 * Tells the sender what it may send (draft-alvestrand-rmcat-remb-03): a recorder wants its full rate, so all that is
 * configured, and less only where two reports in a row say that much of it does not get through.
 */
final class Remb {
    private static final int APPLICATION = 15;
    private static final int IDENTIFIER = 0x52454D42;
    private static final int MANTISSA_BITS = 18;
    private static final int MOST_SOURCES = 32;
    private static final double HEAVY = 0.10;
    private static final double LIGHT = 0.02;
    private static final long LEAST = 150_000;

    private final RtcpWriter rtcp;
    private final long most;

    // All owned by the session.
    private long estimate;
    private boolean heavyBefore;
    private boolean passOver;

    Remb(RtcpWriter rtcp, long most) {
        this.rtcp = rtcp;
        this.most = most;
        this.estimate = most;
    }

    /** The path was away: the next report says nothing of what it can take. */
    void passOver() {
        passOver = true;
        heavyBefore = false;
    }

    /** What the latest report said, and the bits a second that came. */
    void reported(long expected, long lost, long bitsPerSecond) {
        if (passOver || expected <= 0) {
            passOver = false;
            return;
        }
        double fraction = (double) lost / expected;
        boolean heavy = fraction > HEAVY;
        if (heavy && heavyBefore && bitsPerSecond > 0) {
            estimate = Math.clamp((long) (bitsPerSecond * (1 - fraction / 2)), Math.min(LEAST, most), estimate);
        } else if (fraction < LIGHT) {
            estimate = Math.min(most, estimate + estimate / 4);
        }
        heavyBefore = heavy;
    }

    void write(List<Source> sources) {
        int at = rtcp.begin(RtcpWriter.PAYLOAD_FEEDBACK, APPLICATION, 20 + 4 * MOST_SOURCES);
        rtcp.put32(at, rtcp.localSsrc());
        rtcp.put32(at + 4, 0);
        rtcp.put32(at + 8, IDENTIFIER);
        int count = 0;
        for (int i = 0; i < sources.size() && count < MOST_SOURCES; i++) {
            Source source = sources.get(i);
            if (source instanceof MediaSource && source.section().isVideo()) {
                rtcp.put32(at + 16 + 4 * count++, source.ssrc());
            }
        }
        int exponent = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(estimate) - MANTISSA_BITS);
        rtcp.put32(at + 12, count << 24 | exponent << MANTISSA_BITS | (int) (estimate >> exponent));
        rtcp.end(at - 4, at + 16 + 4 * count);
    }

    long estimate() {
        return estimate;
    }
}
