package dev.peerscribe.rtp;

import java.util.List;
import java.util.random.RandomGenerator;

/** Says regularly what came of each source (RFC 3550 §6.4.2), and who says it. */
final class ReceiverReports {
    private static final int BLOCK = 24;
    private static final int MOST_BLOCKS = 31;

    private final RtcpWriter rtcp;
    private final long interval;
    private final RandomGenerator random;

    // All owned by the session.
    private long due;
    private boolean begun;
    private long expected;
    private long lost;

    ReceiverReports(RtcpWriter rtcp, long interval, RandomGenerator random) {
        this.rtcp = rtcp;
        this.interval = interval;
        this.random = random;
    }

    /** Whether it is time; intervals are between half and one and a half of the usual (RFC 3550 §6.2), the first half of it. */
    boolean isDue(long nanos) {
        if (!begun) {
            begun = true;
            due = nanos + interval / 2;
        }
        return nanos >= due;
    }

    /** Writes the reports, together with the name. */
    void write(List<Source> sources, long nanos) {
        due = nanos + interval / 2 + (long) (random.nextDouble() * interval);
        expected = 0;
        lost = 0;
        rtcp.flush();
        int at = 0;
        do {
            at = writeReport(sources, at, nanos);
        } while (at < sources.size());
        rtcp.description();
    }

    private int writeReport(List<Source> sources, int from, long nanos) {
        int blocks = 0;
        int at = from;
        int start = rtcp.begin(RtcpWriter.RECEIVER_REPORT, 0, 8 + BLOCK * MOST_BLOCKS) - 4;
        rtcp.put32(start + 4, rtcp.localSsrc());
        while (at < sources.size() && blocks < MOST_BLOCKS) {
            Source source = sources.get(at++);
            if (source.reception().heardSinceReport()) {
                source.reception().write(rtcp.datagram(), start + 8 + BLOCK * blocks, source.ssrc(), nanos);
                blocks++;
                if (source instanceof MediaSource && source.section().isVideo()) {
                    expected += source.reception().expectedInterval();
                    lost += source.reception().lostInterval();
                }
            }
        }
        rtcp.datagram()[start] |= (byte) blocks;
        rtcp.end(start, start + 8 + BLOCK * blocks);
        return at;
    }

    /** Of the pictures' packets, those that the intervals of the latest reports should have had. */
    long expected() {
        return expected;
    }

    /** Of {@link #expected()}, those that were missing. */
    long lost() {
        return lost;
    }
}
