package dev.peerscribe.signaling;

import java.time.Duration;

/**
 * How long to wait before the next attempt: a pure function of what happened so far and one random number.
 *
 * <p>Attempt 0, the first after a stable link, comes within {@code firstRetryWithin}: most losses are a server's restart or
 * a change of network and over at once. Attempt n waits {@code base + random · spread · factorⁿ}, at most {@code max}: the
 * random part keeps the peers of a fallen relay from coming back in step.
 */
final class ReconnectPolicy {
    private final SignalingProperties.Reconnect settings;

    ReconnectPolicy(SignalingProperties.Reconnect settings) {
        this.settings = settings;
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
            return scaled(settings.firstRetryWithin(), random);
        }
        double growth = Math.pow(settings.factor(), attempt);
        double nanos = settings.base().toNanos() + random * settings.spread().toNanos() * growth;
        // In floating point, where a great attempt is merely large and does not wrap round.
        return nanos >= settings.max().toNanos() ? settings.max() : Duration.ofNanos((long) nanos);
    }

    /** The wait before a server that refused is asked again. */
    Duration afterRefusal() {
        return settings.errorInterval();
    }

    /** Whether attempts are rare from now on. */
    boolean suspended(Duration away) {
        return away.compareTo(settings.suspendAfter()) >= 0;
    }

    /** Whether a link that lasted so long makes the counting start anew. */
    boolean stable(Duration lasted) {
        return lasted.compareTo(settings.stableAfter()) >= 0;
    }

    private static Duration scaled(Duration longest, double random) {
        return Duration.ofNanos((long) (longest.toNanos() * random));
    }
}
