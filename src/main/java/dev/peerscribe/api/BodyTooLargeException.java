package dev.peerscribe.api;

import java.io.IOException;

/** A body is longer than allowed, as was found while reading it. */
final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    BodyTooLargeException(long limit) {
        super("the body must not be longer than " + limit + " bytes");
    }
}
