package dev.peerscribe.api;

import dev.peerscribe.webhooks.Delivery;
import dev.peerscribe.webhooks.DeliveryCause;
import dev.peerscribe.webhooks.DeliveryState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Schema(name = "WebhookDelivery", description = "A message that was not delivered yet, or was given up.")
record DeliveryView(
        @Schema(description = "the header webhook-id, the same for every attempt")
        String id,

        String type,
        DeliveryState state,
        Instant createdAt,
        @Schema(description = "attempts that failed") int attempts,

        @Schema(description = "absent where nothing stands in its way, or it was given up") @Nullable
        Instant nextAttemptAt,

        @Nullable DeliveryCause lastCause,

        @Schema(description = "of the answer to the last attempt") @Nullable
        Integer lastStatus) {
    static DeliveryView of(Delivery delivery) {
        return new DeliveryView(
                delivery.id(),
                delivery.type(),
                delivery.state(),
                delivery.createdAt(),
                delivery.attempts(),
                delivery.nextAttemptAt(),
                delivery.lastCause(),
                delivery.lastStatus());
    }
}
