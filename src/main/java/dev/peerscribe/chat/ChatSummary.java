package dev.peerscribe.chat;

/**
 * A meeting's chat in two numbers.
 *
 * @param total messages in the meeting so far, those beyond the history's bound included
 * @param unread messages that came in since the chat was last marked as read
 */
public record ChatSummary(long total, long unread) {
    /** The chat of a meeting in which nothing was said. */
    public static final ChatSummary EMPTY = new ChatSummary(0, 0);
}
