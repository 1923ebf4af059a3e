package dev.peerscribe.rtp;

import java.util.ArrayList;
import java.util.List;

/**
 * How the sender's clock, as its reports tell it, relates to ours: one answer for all sources of a peer, so that sound and
 * picture keep the distance they have on the sender's side, whatever the network does to either.
 */
final class PeerClock {
    /** Sources whose clocks differ by more do not tell the same time: one of them was set, or is of another machine. */
    private static final long SAME = 1_000_000_000L;
    /** So long after something new was learned, corrections are fast. */
    private static final long LEARNING = 10_000_000_000L;

    private final List<SenderClock> clocks = new ArrayList<>(); // owned by the session, as is the next
    private long learningUntil = Long.MIN_VALUE;

    void add(SenderClock clock) {
        clocks.add(clock);
    }

    void remove(SenderClock clock) {
        clocks.remove(clock);
    }

    void learned(long nanos) {
        learningUntil = nanos + LEARNING;
    }

    boolean isLearning(long nanos) {
        return nanos < learningUntil;
    }

    /** Whether something else of the peer comes at the moment, and as fast as ever: then nothing is wrong with the network. */
    boolean othersAreInTime(SenderClock clock, long nanos) {
        boolean any = false;
        for (int i = 0; i < clocks.size(); i++) {
            any |= clocks.get(i) != clock && clocks.get(i).isInTime(nanos);
        }
        return any;
    }

    /** Our time less the sender's: the least that any source saw whose reports tell the same time as those of this one. */
    long offset(SenderClock clock, long nanos) {
        long own = clock.offset();
        long least = own;
        for (int i = 0; i < clocks.size(); i++) {
            SenderClock other = clocks.get(i);
            if (other != clock && other.isReported() && other.isMeasured(nanos)) {
                long offset = other.offset();
                if (Math.abs(offset - own) < SAME) {
                    least = Math.min(least, offset);
                }
            }
        }
        return least;
    }
}
