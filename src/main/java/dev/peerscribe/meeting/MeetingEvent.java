package dev.peerscribe.meeting;

import org.jspecify.annotations.Nullable;

/** A fact about what the agent was asked to do. A listener only enqueues. */
public sealed interface MeetingEvent {
    /**
     * The agent takes part in a meeting: it connects to the relay and answers from now on.
     *
     * @param configured whether the configuration asked for that, and not a caller
     */
    record MeetingJoined(String meetingId, String name, String url, boolean configured) implements MeetingEvent {}

    /** The agent is out of a meeting; its recording is complete or given up. */
    record MeetingLeft(String meetingId, LeaveReason reason) implements MeetingEvent {}

    /**
     * The recording of a meeting waits for an approval, or has one.
     *
     * @param by who gave it; null while there is none
     */
    record RecordingApprovalChanged(
            String meetingId, ApprovalState state, @Nullable String by) implements MeetingEvent {}

    /** The agent takes no new meetings any more. */
    record DrainStarted(int meetings) implements MeetingEvent {}
}
