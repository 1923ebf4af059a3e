package dev.peerscribe.meeting;

/** A meeting did not do in time what it was told; it goes on with it in the background. */
public final class MeetingTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MeetingTimeoutException(String what) {
        super("the meeting did not " + what + " in time; it goes on trying");
    }
}
