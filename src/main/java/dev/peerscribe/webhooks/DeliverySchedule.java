package dev.peerscribe.webhooks;

import dev.peerscribe.signaling.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a message that was not taken is sent again: a pure function of what happened and one random number. */
final class DeliverySchedule {
    /** The most that a receiver's {@code Retry-After} may ask for. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(6);

    private final Backoff backoff;
    private final Duration giveUpAfter;

    DeliverySchedule(WebhookProperties.Retry settings) {
        backoff = new Backoff(
                settings.base(), settings.spread(), settings.factor(), settings.max(), settings.maxSpread());
        giveUpAfter = settings.giveUpAfter();
    }

    /**
     * The next attempt; empty where it is given up, but for one last attempt at the very end.
     *
     * @param failed attempts before the one that failed now
     * @param asked what the receiver asked for
     * @param random from 0 (inclusive) to 1 (exclusive)
     */
    Optional<Instant> next(Instant createdAt, int failed, Instant now, @Nullable Duration asked, double random) {
        Instant end = createdAt.plus(giveUpAfter);
        if (!now.isBefore(end)) {
            return Optional.empty();
        }
        Duration wait = backoff.delay(failed, random);
        if (asked != null && asked.compareTo(wait) > 0) {
            wait = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
        }
        Instant next = now.plus(wait);
        return Optional.of(next.isAfter(end) ? end : next);
    }
}
