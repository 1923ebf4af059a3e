package dev.peerscribe.ffmpeg;

import java.io.IOException;

/** FFmpeg refused something. The message is what was tried and FFmpeg's name for the error code. */
public class FfmpegException extends IOException {
    private static final long serialVersionUID = 1L;

    public FfmpegException(String message) {
        super(message);
    }
}
