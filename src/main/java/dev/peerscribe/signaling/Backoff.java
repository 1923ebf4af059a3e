package dev.peerscribe.signaling;

import java.time.Duration;

/**
 * How long to wait before a further attempt: a pure function of how many failed and one random number.
 *
 * <p>Attempt n waits {@code base + random · spread · factorⁿ}, at most {@code max}: the random part keeps those who lost
 * the same server from coming back in step. For the same reason what would be more than {@code max} is not cut to it but
 * spread over {@code maxSpread} below it.
 *
 * @param base the shortest wait
 * @param spread the random part on top of it, which grows with every attempt
 * @param factor how the random part grows
 * @param max the longest wait
 * @param maxSpread at most {@code max}
 */
public record Backoff(Duration base, Duration spread, double factor, Duration max, Duration maxSpread) {
    /**
     * The wait.
     *
     * @param attempt how many failed
     * @param random from 0 (inclusive) to 1 (exclusive)
     */
    public Duration delay(int attempt, double random) {
        // In floating point, where a great attempt is merely large and does not wrap round.
        double least = base.toNanos();
        double share = spread.toNanos() * Math.min(Math.pow(factor, attempt), Double.MAX_VALUE / 1e20);
        double most = max.toNanos();
        double wait = least + random * share;
        if (wait > most) {
            double beyond = (wait - most) / (least + share - most);
            wait = most - beyond * maxSpread.toNanos();
        }
        return Duration.ofNanos((long) wait);
    }
}
