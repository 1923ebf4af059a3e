package dev.peerscribe.speech;

import java.util.Locale;

/** Why a speech failed. */
public enum SpeechCause {
    NOBODY_LISTENS("no peer of the meeting took the tracks in time"),
    FILE("the file cannot be decoded any further"),
    MEETING_LEFT("the meeting was left"),
    INTERNAL("the agent failed; its log says more");

    private final String words;

    SpeechCause(String words) {
        this.words = words;
    }

    /** For a user. */
    public String words() {
        return words;
    }

    /** As it stands in the tag of a meter. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
