package dev.peerscribe.signaling;

import java.time.Duration;

/**
 * How long to wait before the next attempt: a pure function of what happened so far and one random number.
 *
 * <p>Attempt 0, the first after a stable link, comes within {@code firstRetryWithin}: most losses are a server's restart or
 * a change of network and over at once. Any other waits as {@link Backoff} says.
 */
final class ReconnectPolicy {
    private final SignalingProperties.Reconnect settings;
    private final Backoff backoff;
    private final Duration connectTimeout;

    ReconnectPolicy(SignalingProperties settings) {
        this.settings = settings.reconnect();
        backoff = new Backoff(
                this.settings.base(),
                this.settings.spread(),
                this.settings.factor(),
                this.settings.max(),
                this.settings.maxSpread());
        this.connectTimeout = settings.connectTimeout();
    }

    /** The bound on one attempt. */
    Duration connectTimeout() {
        return connectTimeout;
    }

    /**
     * The wait.
     *
     * @param attempt how many attempts failed since the last stable link
     * @param away how long there was no link
     * @param random from 0 (inclusive) to 1 (exclusive)
     */
    Duration delay(int attempt, Duration away, double random) {
        if (suspended(away)) {
            return settings.suspendedInterval();
        }
        if (attempt <= 0) {
            return nanos(random * settings.firstRetryWithin().toNanos());
        }
        return backoff.delay(attempt, random);
    }

    /** The wait where the server asked for one: its own and the usual one on top, or those it told would come in step. */
    Duration after(Duration retryAfter, Duration delay) {
        return bounded(retryAfter).plus(delay);
    }

    /** The wait before a server that refused is asked again. */
    Duration afterRefusal(Duration retryAfter) {
        Duration asked = bounded(retryAfter);
        return asked.compareTo(settings.errorInterval()) > 0 ? asked : settings.errorInterval();
    }

    /** Whether attempts are rare from now on. */
    boolean suspended(Duration away) {
        return away.compareTo(settings.suspendAfter()) >= 0;
    }

    /** Whether a link that lasted so long makes the counting start anew. */
    boolean stable(Duration lasted) {
        return lasted.compareTo(settings.stableAfter()) >= 0;
    }

    /** Whether so many failed attempts are enough. */
    boolean exhausted(int attempts) {
        return settings.maxAttempts() > 0 && attempts >= settings.maxAttempts();
    }

    private Duration bounded(Duration retryAfter) {
        return retryAfter.compareTo(settings.maxRetryAfter()) > 0 ? settings.maxRetryAfter() : retryAfter;
    }

    private static Duration nanos(double nanos) {
        return Duration.ofNanos((long) nanos);
    }
}
