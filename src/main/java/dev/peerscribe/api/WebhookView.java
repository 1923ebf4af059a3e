package dev.peerscribe.api;

import dev.peerscribe.webhooks.Webhooks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "Webhook", description = "An endpoint that is told of facts.")
record WebhookView(
        String id,
        @Schema(description = "scheme, host and port") String url,
        List<String> events,
        @Schema(description = "messages that wait") int pending,
        @Schema(description = "messages that were given up") int dead) {
    static WebhookView of(Webhooks.Endpoint endpoint) {
        return new WebhookView(endpoint.id(), endpoint.url(), endpoint.events(), endpoint.pending(), endpoint.dead());
    }
}
