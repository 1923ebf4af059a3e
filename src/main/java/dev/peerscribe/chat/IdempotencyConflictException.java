package dev.peerscribe.chat;

/** An idempotency key came again with another text. */
public final class IdempotencyConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IdempotencyConflictException() {
        super("the idempotency key was used for another text");
    }
}
