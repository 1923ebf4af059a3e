package dev.peerscribe.signaling;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A token bucket for each peer, by the relay's id, that holds two seconds of frames: a peer that floods is not heard, the
 * others are. Peers beyond the bound share one bucket, as do those without an id. Owned by the connection's loop.
 */
final class PeerRates {
    private static final String SHARED = "";
    private static final long DEPTH = Duration.ofSeconds(2).toNanos();

    private final int maxPeers;
    private final long nanosAFrame;
    /** By peer: when its bucket is, or was, full again; a later time is an emptier bucket. */
    private final Map<String, Long> fullAt = new HashMap<>();

    PeerRates(int framesPerSecond, int maxPeers) {
        this.maxPeers = maxPeers;
        this.nanosAFrame = Duration.ofSeconds(1).toNanos() / framesPerSecond;
    }

    /** Whether a frame of a peer may be handled; {@code now} is {@link System#nanoTime()}. */
    boolean take(String senderId, long now) {
        String peer = known(senderId, now) ? senderId : SHARED;
        long full = fullAt.getOrDefault(peer, now);
        long next = (full - now > 0 ? full : now) + nanosAFrame;
        if (next - now > DEPTH) {
            return false;
        }
        fullAt.put(peer, next);
        return true;
    }

    private boolean known(String senderId, long now) {
        if (fullAt.containsKey(senderId) || fullAt.size() < maxPeers) {
            return true;
        }
        // A full bucket says no more than none.
        fullAt.values().removeIf(full -> full - now <= 0);
        return fullAt.size() < maxPeers;
    }
}
