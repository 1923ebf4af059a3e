package dev.peerscribe.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A fact about where a recording went. A listener only enqueues. */
public sealed interface StorageEvent {
    String meetingId();

    String recordingId();

    /** The name of the store. */
    String store();

    /** All of it is at the store, and its checksums were verified there. */
    record RecordingUploaded(String meetingId, String recordingId, String store, int files, long bytes)
            implements StorageEvent {}

    /**
     * An attempt failed; there will be another.
     *
     * @param failures in a row
     */
    record UploadFailed(
            String meetingId,
            String recordingId,
            String store,
            StorageCause cause,
            int failures,
            @Nullable Instant nextAttemptAt)
            implements StorageEvent {}

    /**
     * Nothing of it is on this disk any more, as the rules of retention want it; what the store has stays there.
     *
     * @param store the name of the store that has it, or {@code none}
     */
    record RecordingForgotten(String meetingId, String recordingId, String store) implements StorageEvent {}

    /** Its files are no longer on this disk; they are at the store. */
    record LocalCopyRemoved(String meetingId, String recordingId, String store, long bytes) implements StorageEvent {}
}
