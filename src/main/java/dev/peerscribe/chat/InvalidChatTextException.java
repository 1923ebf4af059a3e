package dev.peerscribe.chat;

/** A text that cannot be said; the message is the rule it breaks. */
public final class InvalidChatTextException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidChatTextException(String rule) {
        super(rule);
    }
}
