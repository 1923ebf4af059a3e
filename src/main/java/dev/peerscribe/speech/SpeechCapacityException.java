package dev.peerscribe.speech;

/** There are as many speeches as there may be, or the agent ends. */
public final class SpeechCapacityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SpeechCapacityException(String message) {
        super(message);
    }
}
