package dev.peerscribe.api;

import dev.peerscribe.chat.ChatEntry;
import dev.peerscribe.chat.Delivery;
import dev.peerscribe.chat.Direction;
import dev.peerscribe.signaling.Via;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Schema(name = "Message", description = "A chat message.")
record MessageView(
        String id,
        String text,
        @Schema(description = "by the sender's clock") Instant timestamp,

        @Schema(description = "what the sender calls itself, which nothing proves")
        String sender,

        Direction direction,
        Via via,

        @Schema(description = "how far a message of the agent's got") @Nullable
        Delivery delivery) {
    static MessageView of(ChatEntry entry) {
        return new MessageView(
                entry.id(),
                entry.text(),
                entry.timestamp(),
                entry.sender(),
                entry.direction(),
                entry.via(),
                entry.delivery());
    }
}
