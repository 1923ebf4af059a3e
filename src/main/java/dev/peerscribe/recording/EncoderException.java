package dev.peerscribe.recording;

/** An encoder refused something: the other tracks of the file are not concerned. */
final class EncoderException extends FfmpegException {
    private static final long serialVersionUID = 1L;

    EncoderException(String message) {
        super(message);
    }
}
