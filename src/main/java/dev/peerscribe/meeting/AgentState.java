package dev.peerscribe.meeting;

/** Whether the agent takes meetings. */
public enum AgentState {
    RUNNING,
    /** No new meeting is taken; what runs is finished. */
    DRAINING
}
