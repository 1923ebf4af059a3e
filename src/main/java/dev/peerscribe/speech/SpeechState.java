package dev.peerscribe.speech;

/** How far a speech is. */
public enum SpeechState {
    /** Nobody agreed to receive it yet. */
    WAITING,
    /** It is heard, or seen. */
    SPEAKING,
    /** It came to its end. */
    FINISHED,
    /** It was ended before. */
    STOPPED,
    /** It could not go on. */
    FAILED;

    /** Whether nothing comes after it. */
    public boolean isOver() {
        return this == FINISHED || this == STOPPED || this == FAILED;
    }
}
