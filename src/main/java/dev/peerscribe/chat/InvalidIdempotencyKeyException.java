package dev.peerscribe.chat;

/** An idempotency key that is none; the message is the rule it breaks. */
public final class InvalidIdempotencyKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidIdempotencyKeyException(String rule) {
        super(rule);
    }
}
