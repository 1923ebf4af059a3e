package dev.peerscribe.meeting;

import dev.peerscribe.recording.RecordingApproval;
import org.jspecify.annotations.Nullable;

/** Whether a meeting may be recorded. Changed by the meeting's thread, read by any. */
final class ApprovalGate {
    private final boolean required;
    private volatile @Nullable RecordingApproval given;

    ApprovalGate(boolean required) {
        this.required = required;
    }

    boolean isRequired() {
        return required;
    }

    boolean isOpen() {
        return !required || given != null;
    }

    /** The approval, null where there is none. */
    @Nullable
    RecordingApproval given() {
        return given;
    }

    void give(RecordingApproval approval) {
        given = approval;
    }

    void withdraw() {
        given = null;
    }

    ApprovalSnapshot snapshot() {
        RecordingApproval now = given;
        if (!required) {
            return new ApprovalSnapshot(ApprovalState.NOT_REQUIRED, null);
        }
        return new ApprovalSnapshot(now == null ? ApprovalState.WAITING : ApprovalState.APPROVED, now);
    }
}
