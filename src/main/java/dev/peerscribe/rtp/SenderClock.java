package dev.peerscribe.rtp;

/**
 * From the timestamps of one source to our time. Until the first sender report by arrival, less what the network adds at
 * the least; afterwards by the sender's own clock (RFC 3550 §6.4.1), which all sources of a peer share. What is learned is
 * brought in slowly, so that nobody sees a correction; only what is wrong by more than a second is put right at once.
 */
final class SenderClock {
    private static final long SECOND = 1_000_000_000L;
    /** A timestamp so much off the time that passed is of a clock that was set. */
    private static final long STEP = SECOND;
    /** Packets that are later, and stay so, are of a clock that stood still; after a stall they would catch up. */
    private static final long LATE = 3 * SECOND;

    private static final long LATE_FOR = SECOND / 2;
    private static final long CAUGHT_UP = SECOND / 4;
    /** A correction moves by one part in so many of the time that passes: 20 ms a second; while learning, 100. */
    private static final int SLOW = 50;

    private static final int FAST = 10;
    /** Reports are smoothed over so many. */
    private static final int SMOOTHED = 4;

    private final int clockRate;
    private final PeerClock peer;
    private final MinimumDelay delay = new MinimumDelay();

    // All owned by the source; nanoseconds.
    private boolean seen;
    private long lastTimestamp;
    private long lastArrival;
    private boolean late;
    private long lateSince;
    private long lateness;
    private int reports;
    private long senderZero; // the sender's time of timestamp 0
    private boolean placed;
    private long correction; // our time of timestamp 0, as it is given out
    private long correctedAt;

    SenderClock(int clockRate, PeerClock peer) {
        this.clockRate = clockRate;
        this.peer = peer;
        peer.add(this);
    }

    /** The packet after all others came, with this timestamp. */
    void arrived(long timestamp, long nanos) {
        if (seen && timestamp == lastTimestamp) {
            return;
        }
        long sample = nanos - nanosOf(timestamp);
        if (seen && wasSet(timestamp, sample, nanos)) {
            begin(nanos);
        }
        if (!seen) {
            seen = true;
            peer.learned(nanos);
        }
        lastTimestamp = timestamp;
        lastArrival = nanos;
        delay.sample(sample, nanos);
    }

    /** A sender report: at this time of the sender, in nanoseconds, the clock of the timestamps stood so. */
    void reported(long senderNanos, long timestamp, long nanos) {
        long zero = senderNanos - nanosOf(timestamp);
        long difference = zero - senderZero;
        if (reports == 0) {
            senderZero = zero;
            peer.learned(nanos);
        } else if (Math.abs(difference) > STEP) {
            senderZero = zero;
            reports = 0;
            delay.clear();
        } else {
            senderZero += difference / Math.min(reports + 1, SMOOTHED);
        }
        reports = Math.min(reports + 1, SMOOTHED);
    }

    /** Our time at which what has this timestamp is to be shown. */
    long presentation(long timestamp, long nanos) {
        follow(nanos);
        return nanosOf(timestamp) + correction;
    }

    boolean isReported() {
        return reports > 0;
    }

    boolean isMeasured(long nanos) {
        return delay.isKnown(nanos);
    }

    /** Our time less the sender's, by what this source saw; it is reported and measured. */
    long offset() {
        return delay.minimum() - senderZero;
    }

    void close() {
        peer.remove(this);
    }

    private void follow(long nanos) {
        if (delay.isKnown(nanos)) {
            long target = reports > 0 ? senderZero + peer.offset(this, nanos) : delay.minimum();
            long difference = target - correction;
            if (!placed || Math.abs(difference) > STEP) {
                correction = target;
                placed = true;
            } else {
                long passed = Math.clamp(nanos - correctedAt, 0, SECOND);
                long most = passed / (peer.isLearning(nanos) ? FAST : SLOW);
                correction += Math.clamp(difference, -most, most);
            }
        }
        correctedAt = nanos;
    }

    /** Whether the clock of the timestamps was set: a network delays packets, but it turns no time back. */
    private boolean wasSet(long timestamp, long sample, long nanos) {
        if (!delay.isKnown(nanos)) {
            return false;
        }
        long step = nanosOf(timestamp) - nanosOf(lastTimestamp);
        long tooLate = sample - delay.minimum();
        if (step < -STEP || (tooLate < -STEP && step - (nanos - lastArrival) > STEP)) {
            return true;
        }
        if (tooLate < LATE) {
            late = false;
            return false;
        }
        if (!late || tooLate < lateness - CAUGHT_UP) {
            late = true;
            lateSince = nanos;
            lateness = tooLate;
        }
        return nanos - lateSince > LATE_FOR;
    }

    private void begin(long nanos) {
        delay.clear();
        reports = 0;
        late = false;
        peer.learned(nanos);
    }

    /** In two steps, since the product has more than 64 bits. */
    private long nanosOf(long timestamp) {
        return timestamp / clockRate * SECOND + timestamp % clockRate * SECOND / clockRate;
    }
}
