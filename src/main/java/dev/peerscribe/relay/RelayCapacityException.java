package dev.peerscribe.relay;

/** There are as many live outputs as there may be. */
public final class RelayCapacityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RelayCapacityException(String message) {
        super(message);
    }
}
