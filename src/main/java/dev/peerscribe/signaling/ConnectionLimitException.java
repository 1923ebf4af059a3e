package dev.peerscribe.signaling;

/** There are as many connections as there may be. */
public final class ConnectionLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    public ConnectionLimitException(int limit) {
        super("there are " + limit + " signalling connections, which is peerscribe.signaling.max-connections");
        this.limit = limit;
    }

    /** How many there may be. */
    public int limit() {
        return limit;
    }
}
