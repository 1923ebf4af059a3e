package dev.peerscribe.composite;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Live recordings come first: while there is one, films are made half as fast. Used by any thread. */
final class Pace {
    private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(200);

    private final Set<String> live = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Long> rested = new ThreadLocal<>();

    void began(String recordingId) {
        live.add(recordingId);
    }

    void ended(String recordingId) {
        live.remove(recordingId);
    }

    /** Rests for as long as the picture took. */
    void pictureMade() {
        Long before = rested.get();
        long now = System.nanoTime();
        if (before != null && !live.isEmpty()) {
            LockSupport.parkNanos(Math.clamp(now - before, 0, LONGEST_REST));
            now = System.nanoTime();
        }
        rested.set(now);
    }
}
