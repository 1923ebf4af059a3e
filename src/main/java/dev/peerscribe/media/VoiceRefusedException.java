package dev.peerscribe.media;

/** A meeting takes no tracks of the agent's own. The message is for a user. */
public final class VoiceRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public VoiceRefusedException(Reason reason) {
        super(reason.words);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why. */
    public enum Reason {
        UNKNOWN_MEETING("the agent is not in the meeting"),
        NOT_ENCODED(
                "the meeting's media is neither decoded nor encoded, so nothing can be sent: join with the engine webrtc"),
        TAKEN("something is being sent into the meeting already, and there is one at a time");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }
}
