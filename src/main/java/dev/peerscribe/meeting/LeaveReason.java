package dev.peerscribe.meeting;

/** Why the agent left a meeting. */
public enum LeaveReason {
    /** Somebody asked it to. */
    REQUESTED,
    /** Everybody else had left. */
    ALONE,
    /** It was to stay no longer. */
    MAX_DURATION,
    /** The agent drains, and nobody was there or the deadline came. */
    DRAIN,
    /** The agent ends. */
    SHUTDOWN
}
