package dev.peerscribe.signaling;

import java.time.Duration;

/**
 * So many tokens a second, and after a pause some at once. Times are {@link System#nanoTime()} given by the caller, who also
 * sees to it that one thread at a time is in here.
 */
final class TokenBucket {
    private final long nanosAToken;
    private final long depth;
    /** When it is, or was, full again; the later, the emptier it is. */
    private long fullAt;

    /** A full bucket that holds what {@code depth} brings, one token at least. */
    TokenBucket(int tokensPerSecond, Duration depth, long now) {
        this.nanosAToken = Duration.ofSeconds(1).toNanos() / tokensPerSecond;
        this.depth = Math.max(depth.toNanos(), nanosAToken);
        this.fullAt = now;
    }

    /** Takes the tokens, or none where there are not enough. */
    boolean take(int tokens, long now) {
        long next = emptied(tokens, now);
        if (next - now > depth) {
            return false;
        }
        fullAt = next;
        return true;
    }

    /** Nanoseconds until there is a token; 0 where there is one. */
    long untilToken(long now) {
        return Math.max(0, emptied(1, now) - now - depth);
    }

    boolean isFull(long now) {
        return fullAt - now <= 0;
    }

    private long emptied(int tokens, long now) {
        return (isFull(now) ? now : fullAt) + tokens * nanosAToken;
    }
}
