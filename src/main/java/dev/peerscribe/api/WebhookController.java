package dev.peerscribe.api;

import dev.peerscribe.webhooks.DeliveryState;
import dev.peerscribe.webhooks.Webhooks;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who is told of facts over HTTP, and what could not be told. */
@RestController
@RequestMapping("/api/v1/webhooks")
@Tag(name = "webhooks", description = "Messages to configured endpoints, as Standard Webhooks has them")
class WebhookController {
    private final Webhooks webhooks;

    WebhookController(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @GetMapping
    @Operation(summary = "Every endpoint, with how much waits for it")
    List<WebhookView> list() {
        return webhooks.endpoints().stream().map(WebhookView::of).toList();
    }

    @GetMapping("/{id}/deliveries")
    @Operation(summary = "Messages that were not delivered, the oldest first")
    List<DeliveryView> deliveries(
            @PathVariable String id,
            @Parameter(description = "only those; DEAD are the ones that were given up")
                    @RequestParam(required = false)
                    @Nullable
                    DeliveryState state) {
        return webhooks.deliveries(id).orElseThrow(() -> ApiException.notFound("webhook")).stream()
                .filter(each -> state == null || each.state() == state)
                .map(DeliveryView::of)
                .toList();
    }

    @PostMapping("/{id}/deliveries/{message}/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Sends a message again that was given up")
    void retry(@PathVariable String id, @PathVariable String message) {
        if (!webhooks.revive(id, message)) {
            throw ApiException.notFound("dead letter");
        }
    }

    @DeleteMapping("/{id}/deliveries/{message}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Gives a message up for good")
    void discard(@PathVariable String id, @PathVariable String message) {
        if (!webhooks.discard(id, message)) {
            throw ApiException.notFound("message");
        }
    }
}
