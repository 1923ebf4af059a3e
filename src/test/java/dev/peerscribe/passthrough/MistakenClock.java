package dev.peerscribe.passthrough;

import java.util.function.LongSupplier;

/** The time, until it begins to make mistakes on the thread that tells what happened. */
final class MistakenClock implements LongSupplier {
    private volatile boolean mistaken;

    /** From now on events are not told the time. */
    void begin() {
        mistaken = true;
    }

    @Override
    public long getAsLong() {
        if (mistaken && Thread.currentThread().getName().equals("passthrough-events")) {
            throw new IllegalStateException("a mistake that a test makes");
        }
        return System.nanoTime();
    }
}
