package dev.peerscribe.meeting;

import org.jspecify.annotations.Nullable;

/** What was asked does not fit what the agent is doing; the message says both. */
public final class MeetingConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String meetingId;

    MeetingConflictException(String message, @Nullable String meetingId) {
        super(message);
        this.meetingId = meetingId;
    }

    /** The meeting that is in the way, if one is. */
    public @Nullable String meetingId() {
        return meetingId;
    }
}
