package dev.peerscribe.signaling;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of each peer is heard, by the relay's id: a peer that floods is not heard, the
 * others are. Peers beyond the bound share one bucket, as do those without an id. Owned by the connection's loop.
 */
final class PeerRates {
    private static final String SHARED = "";

    private final int maxPeers;
    private final int framesPerSecond;
    private final Duration depth;
    private final Map<String, TokenBucket> buckets = new HashMap<>();

    /** So many frames a second of each peer, and at once what {@code depth} brings. */
    PeerRates(int framesPerSecond, Duration depth, int maxPeers) {
        this.framesPerSecond = framesPerSecond;
        this.depth = depth;
        this.maxPeers = maxPeers;
    }

    /**
     * Whether something of a peer may be handled.
     *
     * @param frames how many plain frames it takes as long as
     * @param now {@link System#nanoTime()}
     */
    boolean take(String senderId, int frames, long now) {
        return buckets.computeIfAbsent(
                        isKnown(senderId, now) ? senderId : SHARED,
                        peer -> new TokenBucket(framesPerSecond, depth, now))
                .take(frames, now);
    }

    private boolean isKnown(String senderId, long now) {
        if (buckets.containsKey(senderId) || buckets.size() < maxPeers) {
            return true;
        }
        // A full bucket says no more than none.
        buckets.values().removeIf(bucket -> bucket.isFull(now));
        return buckets.size() < maxPeers;
    }
}
