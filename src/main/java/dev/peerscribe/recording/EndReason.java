package dev.peerscribe.recording;

/** Why nothing more was recorded. */
public enum EndReason {
    /** Somebody stopped it. */
    STOPPED,
    /** Its approval was withdrawn. */
    APPROVAL_WITHDRAWN,
    /** Somebody had the agent leave the meeting. */
    MEETING_LEFT,
    /** Everybody else had left. */
    ALONE,
    /** Nobody had come. */
    EMPTY,
    /** Nobody had been heard for long. */
    SILENT,
    /** No media had come for long. */
    NO_MEDIA,
    /** The agent was to stay in the meeting no longer. */
    MAX_DURATION,
    /** The disk was nearly full: it was completed while that was possible, or not begun. */
    DISK_FULL,
    /** The agent drained. */
    DRAIN,
    /** The agent ended. */
    SHUTDOWN,
    /** It could not be begun, or could not go on. */
    FAILURE,
    /** The process died; it was completed afterwards. */
    CRASH
}
