package dev.peerscribe.storage;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The upload of a recording at one moment.
 *
 * @param store that it goes to, by its name
 * @param createdAt when it was found to be due
 * @param uploadedAt when everything was at the store
 * @param files in the order in which they go; the manifest is the last
 * @param failures attempts that failed in a row
 * @param nextAttemptAt when it is tried again; null where nothing stands in its way
 * @param lastCause why the last attempt failed; null where it did not
 * @param localCopy whether the files are still on this disk
 */
public record UploadSnapshot(
        String recordingId,
        String meetingId,
        String store,
        UploadState state,
        Instant createdAt,
        @Nullable Instant uploadedAt,
        List<File> files,
        int failures,
        @Nullable Instant nextAttemptAt,
        @Nullable StorageCause lastCause,
        boolean localCopy) {
    /**
     * A file on its way.
     *
     * @param object where it goes, as {@code s3://bucket/key}
     * @param bytes of the file
     * @param sent how much of it is at the store, so far as this process knows
     * @param uploaded whether it is there and verified
     */
    public record File(String name, String object, long bytes, long sent, boolean uploaded) {}
}
