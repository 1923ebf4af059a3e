package dev.peerscribe.embedded;

import java.util.function.LongSupplier;

/** A token bucket that holds two seconds of frames. Owned by the thread that reads its client's socket. */
final class FrameBudget {
    private final LongSupplier nanos;
    private final double perNano;
    private final double full;
    private double tokens; // reading thread
    private long filledAt; // reading thread

    FrameBudget(int perSecond, LongSupplier nanos) {
        this.nanos = nanos;
        this.perNano = perSecond / 1e9;
        this.full = 2.0 * perSecond;
        this.tokens = full;
        this.filledAt = nanos.getAsLong();
    }

    /** Takes one frame out; false where there is none left. */
    boolean take() {
        long now = nanos.getAsLong();
        tokens = Math.min(full, tokens + (now - filledAt) * perNano);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
