package dev.peerscribe.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message to one endpoint that was not delivered yet.
 *
 * @param id the same for every attempt, by which a receiver knows that it has it
 * @param endpoint whose it is, by its id
 * @param type the name of the fact
 * @param body what is sent, JSON
 * @param createdAt when it happened
 * @param attempts that failed
 * @param nextAttemptAt when it is sent next; null where nothing stands in its way
 * @param lastCause why the last attempt failed
 * @param lastStatus of the answer to it, if there was one
 */
public record Delivery(
        String id,
        String endpoint,
        String type,
        String body,
        DeliveryState state,
        Instant createdAt,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable DeliveryCause lastCause,
        @Nullable Integer lastStatus) {
    Delivery failed(DeliveryState next, @Nullable Instant again, DeliveryCause cause, @Nullable Integer status) {
        return new Delivery(id, endpoint, type, body, next, createdAt, attempts + 1, again, cause, status);
    }

    /** The same from the beginning, but for its id: its receiver may have it. */
    Delivery revived(Instant at) {
        return new Delivery(id, endpoint, type, body, DeliveryState.PENDING, at, 0, null, null, null);
    }
}
