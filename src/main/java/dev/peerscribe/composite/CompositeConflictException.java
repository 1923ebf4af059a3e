package dev.peerscribe.composite;

/** What was asked for does not fit the state of the recording; the message says why. */
public final class CompositeConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CompositeConflictException(String message) {
        super(message);
    }
}
