package dev.peerscribe.meeting;

/** The agent is in as many meetings as it may be. */
public final class MeetingCapacityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MeetingCapacityException(int capacity) {
        super("the agent is in " + capacity + " meetings, which is its capacity");
    }
}
