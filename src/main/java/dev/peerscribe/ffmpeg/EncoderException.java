package dev.peerscribe.ffmpeg;

/** An encoder refused something: the other tracks of the file are not concerned. */
public final class EncoderException extends FfmpegException {
    private static final long serialVersionUID = 1L;

    public EncoderException(String message) {
        super(message);
    }
}
