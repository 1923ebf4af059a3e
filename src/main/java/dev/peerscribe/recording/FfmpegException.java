package dev.peerscribe.recording;

import java.io.IOException;

/** FFmpeg refused something. The message is what was tried and FFmpeg's name for the error code. */
class FfmpegException extends IOException {
    private static final long serialVersionUID = 1L;

    FfmpegException(String message) {
        super(message);
    }
}
