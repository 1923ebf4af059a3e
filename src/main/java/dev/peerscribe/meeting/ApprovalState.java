package dev.peerscribe.meeting;

/** How far a meeting is with the approval of its recording. */
public enum ApprovalState {
    /** None is needed. */
    NOT_REQUIRED,
    /** Nothing is recorded until somebody approves. */
    WAITING,
    /** It may be recorded. */
    APPROVED
}
