package dev.peerscribe.recording;

/** What was asked of a recording does not fit its state; the message says both. */
public final class RecordingConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RecordingConflictException(String message) {
        super(message);
    }
}
