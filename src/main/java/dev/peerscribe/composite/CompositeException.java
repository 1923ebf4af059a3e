package dev.peerscribe.composite;

import java.io.IOException;

/** A composite cannot be made; the message is for its user and names the file where it is one's fault. */
final class CompositeException extends IOException {
    private static final long serialVersionUID = 1L;

    CompositeException(String message) {
        super(message);
    }
}
