package dev.peerscribe.signaling;

import java.io.IOException;

/** What the agent is to show at the handshake cannot be shown; never with the secret. */
final class UnusableCredentialException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final boolean terminal;

    UnusableCredentialException(String reason, boolean terminal) {
        super(reason);
        this.reason = reason;
        this.terminal = terminal;
    }

    String reason() {
        return reason;
    }

    /** Whether only another configuration cures it. */
    boolean terminal() {
        return terminal;
    }
}
