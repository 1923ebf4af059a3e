package dev.peerscribe.api;

import dev.peerscribe.chat.ChatEntry;
import dev.peerscribe.chat.ChatPage;
import dev.peerscribe.chat.ChatRooms;
import dev.peerscribe.chat.Delivery;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The chat of a meeting. */
@RestController
@RequestMapping("/api/v1/meetings/{id}/chat")
@Tag(name = "chat", description = "The chat of a meeting")
class ChatController {
    private static final int MAX_PAGE = 1_000;

    private final ChatRooms chat;

    ChatController(ChatRooms chat) {
        this.chat = chat;
    }

    @GetMapping
    @Operation(
            summary = "Messages, the oldest first, and how many are unread",
            description = "Without after: the newest. With after: those that follow; all, where it has been forgotten.")
    History history(
            @PathVariable String id,
            @Parameter(description = "the id of the last message that is known")
                    @RequestParam(required = false)
                    @Nullable
                    String after,
            @Parameter(description = "1 to 1000") @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ApiException.invalid("limit", "must be from 1 to " + MAX_PAGE);
        }
        ChatPage page = chat.page(id, after, limit).orElseThrow(() -> ApiException.notFound("meeting"));
        return new History(page.messages().stream().map(MessageView::of).toList(), page.unread());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Says something", description = "The same Idempotency-Key says it once.")
    Posted post(
            @PathVariable String id,
            @Parameter(description = "1 to 200 visible ASCII characters")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable
                    String key,
            @RequestBody TextBody body) {
        String text = body.text();
        if (text == null) {
            throw ApiException.invalid("text", "is required");
        }
        ChatEntry entry = chat.post(id, text, key).orElseThrow(() -> ApiException.notFound("meeting"));
        return new Posted(entry.id(), entry.delivery());
    }

    @PostMapping("/read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Marks all messages as read")
    void read(@PathVariable String id) {
        if (!chat.markRead(id)) {
            throw ApiException.notFound("meeting");
        }
    }

    @Schema(name = "Text")
    record TextBody(
            @Schema(
                    description = "1 to 4000 characters, no control characters but line feed and tab",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String text) {}

    @Schema(name = "Posted")
    record Posted(String id, @Nullable Delivery delivery) {}

    @Schema(name = "Chat")
    record History(List<MessageView> messages, long unread) {}
}
