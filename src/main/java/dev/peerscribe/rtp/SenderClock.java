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
    /**
     * Browsers count samples for the timestamps of sound, so that these stand still while there is no track (RFC 3550 §5.1
     * wants otherwise). Sound that comes later than before by more than this after a silence, and stays so while the picture
     * comes in time, or of which the next report says so, is such.
     */
    private static final long STOOD_STILL = SECOND / 4;

    private static final long STOOD_STILL_FOR = SECOND / 5;
    private static final long SILENCE = SECOND / 5;
    /** What a network may add to a packet that comes in time. */
    private static final long IN_TIME = SECOND / 8;
    /** A correction moves by one part in so many of the time that passes: 20 ms a second; while learning, 100. */
    private static final int SLOW = 50;

    private static final int FAST = 10;
    /** Reports are smoothed over so many. */
    private static final int SMOOTHED = 4;

    private final int clockRate;
    private final boolean countsSamples;
    private final PeerClock peer;
    private final MinimumDelay delay = new MinimumDelay();

    // All owned by the source; nanoseconds.
    private boolean seen;
    private long lastTimestamp;
    private long lastArrival;
    private boolean late;
    private long lateSince;
    private long lateness;
    private boolean still;
    private long stillSince;
    private long stillness;
    private boolean silent; // since the latest report
    private int reports;
    private long senderZero; // the sender's time of timestamp 0
    private boolean placed;
    private long correction; // our time of timestamp 0, as it is given out
    private long correctedAt;

    /** {@code countsSamples}: whether timestamps are those of sound. */
    SenderClock(int clockRate, boolean countsSamples, PeerClock peer) {
        this.clockRate = clockRate;
        this.countsSamples = countsSamples;
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
        } else if (countsSamples && seen && stoodStill(sample, nanos)) {
            move(stillness);
        }
        silent |= seen && nanos - lastArrival > SILENCE;
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
        } else if (countsSamples && silent && difference > STOOD_STILL) {
            move(difference);
        } else {
            senderZero += difference / Math.min(reports + 1, SMOOTHED);
        }
        silent = false;
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

    /** Whether the clock of the timestamps stood still while nothing came, although the network was as ever. */
    private boolean stoodStill(long sample, long nanos) {
        long tooLate = delay.isKnown(nanos) ? sample - delay.minimum() : 0;
        if (tooLate < STOOD_STILL || !peer.othersAreInTime(this, nanos)) {
            still = false;
            return false;
        }
        if (nanos - lastArrival > SILENCE) {
            still = true;
            stillSince = nanos;
            stillness = tooLate;
        }
        stillness = Math.min(stillness, tooLate);
        return still && nanos - stillSince > STOOD_STILL_FOR;
    }

    /** From now on timestamps mean a time that is so much later. */
    private void move(long later) {
        delay.move(later);
        senderZero += reports > 0 ? later : 0;
        correction += later;
        still = false;
    }

    /** Whether the latest packet came just now, and as fast as any. */
    boolean isInTime(long nanos) {
        return seen
                && nanos - lastArrival < SILENCE
                && delay.isKnown(nanos)
                && lastArrival - nanosOf(lastTimestamp) - delay.minimum() < IN_TIME;
    }

    private void begin(long nanos) {
        delay.clear();
        reports = 0;
        late = false;
        still = false;
        peer.learned(nanos);
    }

    /** In two steps, since the product has more than 64 bits. */
    private long nanosOf(long timestamp) {
        return timestamp / clockRate * SECOND + timestamp % clockRate * SECOND / clockRate;
    }
}
