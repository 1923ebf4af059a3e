package dev.peerscribe.composite;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Live recordings come first: while there is one, films are made half as fast. Used by any thread. */
final class Pace {
    private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(200);

    private final Set<String> live = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Long> rested = new ThreadLocal<>();
    private final LongSupplier ticker;
    private final LongConsumer rest;

    Pace() {
        this(System::nanoTime, LockSupport::parkNanos);
    }

    /** With a clock and a way to rest for some nanoseconds. */
    Pace(LongSupplier ticker, LongConsumer rest) {
        this.ticker = ticker;
        this.rest = rest;
    }

    void began(String recordingId) {
        live.add(recordingId);
    }

    void ended(String recordingId) {
        live.remove(recordingId);
    }

    /** Rests for as long as the picture took. */
    void pictureMade() {
        Long before = rested.get();
        long now = ticker.getAsLong();
        if (before != null && !live.isEmpty()) {
            rest.accept(Math.clamp(now - before, 0, LONGEST_REST));
            now = ticker.getAsLong();
        }
        rested.set(now);
    }
}
