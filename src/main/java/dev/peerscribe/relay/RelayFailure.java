package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.FfmpegException;

/** A live output failed. The message holds neither the target nor anything that came with it. */
final class RelayFailure extends FfmpegException {
    private static final long serialVersionUID = 1L;

    private final RelayCause cause;

    RelayFailure(RelayCause cause) {
        super(cause.words());
        this.cause = cause;
    }

    RelayFailure(RelayCause cause, String more) {
        super(cause.words() + ": " + more);
        this.cause = cause;
    }

    RelayCause why() {
        return cause;
    }
}
