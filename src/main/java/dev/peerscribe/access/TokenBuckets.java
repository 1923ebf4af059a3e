package dev.peerscribe.access;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often each of many may do something: a token bucket each, the least recently used forgotten. Any thread. */
final class TokenBuckets {
    private final double perMillisecond;
    private final int burst;
    private final Clock clock;
    /** In the order of use; guarded by this. */
    private final LinkedHashMap<String, Bucket> buckets;

    /**
     * Empty of anybody.
     *
     * @param perSecond tokens that come back a second
     * @param burst tokens of a full bucket, at least 1
     * @param max buckets that are kept
     */
    TokenBuckets(double perSecond, int burst, int max, Clock clock) {
        this.perMillisecond = perSecond / 1_000;
        this.burst = burst;
        this.clock = clock;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > max;
            }
        };
    }

    /** Takes a token; zero where there was one, else how long until there will be. */
    synchronized Duration take(String whose) {
        long now = clock.millis();
        Bucket bucket = buckets.computeIfAbsent(whose, _ -> new Bucket(burst, now));
        // A clock that is set back gives nothing and takes nothing.
        bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.at) * perMillisecond);
        bucket.at = now;
        if (bucket.tokens >= 1) {
            bucket.tokens--;
            return Duration.ZERO;
        }
        return Duration.ofMillis((long) Math.ceil((1 - bucket.tokens) / perMillisecond));
    }

    synchronized int size() {
        return buckets.size();
    }

    private static final class Bucket {
        private double tokens;
        private long at;

        Bucket(double tokens, long at) {
            this.tokens = tokens;
            this.at = at;
        }
    }
}
