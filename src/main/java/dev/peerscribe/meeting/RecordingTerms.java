package dev.peerscribe.meeting;

import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingFormat;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a meeting is recorded.
 *
 * @param record whether to record from the beginning
 * @param format of its files; as configured where null
 * @param requireApproval whether nothing is recorded before somebody approved of it; as configured where null
 * @param notice what participants are told in the chat once it is recorded, nothing where empty; as configured where null
 * @param destination where its recordings go once they are finished; as configured where null
 */
public record RecordingTerms(
        boolean record,
        @Nullable RecordingFormat format,
        @Nullable Boolean requireApproval,
        @Nullable String notice,
        @Nullable RecordingDestination destination) {
    /** As configured. */
    public RecordingTerms(boolean record) {
        this(record, null, null, null, null);
    }
}
