package dev.peerscribe.meeting;

import dev.peerscribe.recording.EndReason;

/** Why the agent left a meeting. */
public enum LeaveReason {
    /** Somebody asked it to. */
    REQUESTED(EndReason.MEETING_LEFT),
    /** Everybody else had left. */
    ALONE(EndReason.ALONE),
    /** Nobody had come. */
    EMPTY(EndReason.EMPTY),
    /** Nobody had been heard for long. */
    SILENT(EndReason.SILENT),
    /** No media had come for long. */
    NO_MEDIA(EndReason.NO_MEDIA),
    /** It was to stay no longer. */
    MAX_DURATION(EndReason.MAX_DURATION),
    /** The agent drains, and nobody was there or the deadline came. */
    DRAIN(EndReason.DRAIN),
    /** The agent ends. */
    SHUTDOWN(EndReason.SHUTDOWN);

    private final EndReason recordingEnd;

    LeaveReason(EndReason recordingEnd) {
        this.recordingEnd = recordingEnd;
    }

    /** Why a recording ended that was under way. */
    EndReason recordingEnd() {
        return recordingEnd;
    }
}
