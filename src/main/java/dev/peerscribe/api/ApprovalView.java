package dev.peerscribe.api;

import dev.peerscribe.meeting.ApprovalSnapshot;
import dev.peerscribe.meeting.ApprovalState;
import dev.peerscribe.recording.RecordingApproval;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Schema(name = "RecordingApproval", description = "Whether a meeting may be recorded.")
record ApprovalView(
        @Schema(description = "while it is WAITING, nothing is recorded")
        ApprovalState state,

        @Schema(description = "when it was approved") @Nullable
        Instant at,

        @Schema(description = "who approved, in words") @Nullable
        String by,

        @Schema(description = "what else was said") @Nullable
        String note) {
    static ApprovalView of(ApprovalSnapshot approval) {
        RecordingApproval given = approval.given();
        return given == null
                ? new ApprovalView(approval.state(), null, null, null)
                : new ApprovalView(approval.state(), given.at(), given.by(), given.note());
    }
}
