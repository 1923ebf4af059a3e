package dev.peerscribe.meeting;

import dev.peerscribe.recording.RecordingApproval;
import org.jspecify.annotations.Nullable;

/**
 * Whether a meeting may be recorded, at one moment.
 *
 * @param given the approval; null in any state but {@link ApprovalState#APPROVED}
 */
public record ApprovalSnapshot(
        ApprovalState state, @Nullable RecordingApproval given) {}
