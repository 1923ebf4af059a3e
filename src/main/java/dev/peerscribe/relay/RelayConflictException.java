package dev.peerscribe.relay;

/** A live output cannot begin as things are. */
public final class RelayConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RelayConflictException(String message) {
        super(message);
    }
}
