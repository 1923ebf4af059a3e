package dev.peerscribe.passthrough;

import java.util.concurrent.atomic.LongAdder;

/** What was dropped and why, and what we did wrong, of every link together; written by any thread. */
final class TransportCounters {
    private final LongAdder malformed = new LongAdder();
    private final LongAdder unauthentic = new LongAdder();
    private final LongAdder replayed = new LongAdder();
    private final LongAdder sourceRefused = new LongAdder();
    private final LongAdder overflow = new LongAdder();
    private final LongAdder stranger = new LongAdder();
    private final LongAdder mistakes = new LongAdder();

    /** A packet that is too short for what it says it is. */
    void malformed() {
        malformed.increment();
    }

    /** A packet whose authentication tag is wrong, or an alert that has none. */
    void unauthentic() {
        unauthentic.increment();
    }

    /** A packet that came before, or is too old to tell. */
    void replayed() {
        replayed.increment();
    }

    /** A packet of one more source than is kept or tried. */
    void sourceRefused() {
        sourceRefused.increment();
    }

    /** A packet that found a queue full. */
    void overflow() {
        overflow.increment();
    }

    /** A packet from an address that is none of the peer's, or a check that is not for us. */
    void stranger() {
        stranger.increment();
    }

    /** A transport or a relayed path that ended by a mistake of ours. */
    void mistake() {
        mistakes.increment();
    }

    Snapshot snapshot() {
        return new Snapshot(
                malformed.sum(),
                unauthentic.sum(),
                replayed.sum(),
                sourceRefused.sum(),
                overflow.sum(),
                stranger.sum(),
                mistakes.sum());
    }

    /** The counts at one time. */
    record Snapshot(
            long malformed,
            long unauthentic,
            long replayed,
            long sourceRefused,
            long overflow,
            long stranger,
            long mistakes) {}
}
