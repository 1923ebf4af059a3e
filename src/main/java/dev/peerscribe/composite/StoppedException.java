package dev.peerscribe.composite;

import java.io.IOException;

/** The work is not wanted any more, or not now. */
final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("stopped");
    }
}
