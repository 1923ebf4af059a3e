package dev.peerscribe.embedded;

/** The embedded relay cannot listen where it was told to; the message names the property and the cure. */
public final class RelayUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RelayUnavailableException(EmbeddedProperties.Relay properties, Throwable cause) {
        super(
                ("The embedded relay cannot listen on peerscribe.embedded.relay.bind-address=%s,"
                                + " peerscribe.embedded.relay.port=%d: %s")
                        .formatted(properties.bindAddress(), properties.port(), why(cause)),
                cause);
    }

    private static String why(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    /** What its user can do about it. */
    static String cure() {
        return "Stop what listens there (ss -ltnp names it), set peerscribe.embedded.relay.port to another port or to 0 for"
                + " any free one, or switch the relay off with peerscribe.embedded.relay.enabled=false.";
    }
}
