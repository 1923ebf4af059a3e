package dev.peerscribe.recording;

/** Why a recording ended. */
public enum EndReason {
    /** Somebody stopped it, or everybody had left. */
    STOPPED,
    /** The disk was nearly full: it was completed while that was possible, or not begun. */
    DISK_FULL,
    /** The agent ended. */
    AGENT_ENDED,
    /** The process died; it was completed at the next start. */
    CRASHED,
    /** It could not be made: see its error. */
    FAILED
}
