package dev.peerscribe.meeting;

/** The agent takes no new meeting. */
public final class AgentDrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AgentDrainingException() {
        super("the agent is draining and takes no new meeting");
    }
}
