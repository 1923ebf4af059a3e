package dev.peerscribe.signaling;

import java.time.Instant;

/**
 * A chat message as it travels.
 *
 * @param id the sender's id of the message; repeats of one id are one message
 * @param text what was said
 * @param timestamp when, by the sender's clock
 * @param sender the name the sender gives itself, which nothing proves
 * @param type {@code text}, {@code system} or {@code file}; only {@code text} can be relied on
 */
public record ChatMessage(String id, String text, Instant timestamp, String sender, String type) {
    /** The type of plain text. */
    public static final String TEXT = "text";
}
