package dev.peerscribe.embedded;

import java.time.Duration;

/** As many guests are here as may be. */
final class GuestLimitException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    GuestLimitException(int limit, Duration retryAfter) {
        super("There are " + limit + " guests already, as many as peerscribe.embedded.demo.max-guests allows.");
        this.retryAfter = retryAfter;
    }

    /** When the next one leaves. */
    Duration retryAfter() {
        return retryAfter;
    }
}
