package dev.peerscribe.storage;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of an upload to go on with it after a restart.
 *
 * @param store by its name
 * @param bucket null where the store is not configured, so that nobody knows what goes where
 * @param files in the order in which they go
 * @param deleteObjects whether objects go too; only where {@code state} is REMOVING
 */
record UploadEntry(
        String recordingId,
        String meetingId,
        String store,
        UploadState state,
        Instant createdAt,
        @Nullable Instant uploadedAt,
        @Nullable String bucket,
        List<File> files,
        int failures,
        @Nullable Instant nextAttemptAt,
        @Nullable StorageCause lastCause,
        boolean localCopy,
        boolean deleteObjects) {
    UploadEntry {
        store = Objects.requireNonNullElse(store, Stores.DEFAULT); // what was written when there was one store
        files = List.copyOf(files);
    }

    /**
     * A file.
     *
     * @param bytes of the file when it was found to be due
     * @param sha256 it must have, in hexadecimal; null where that is not known before
     * @param etag of the object, once it is there and verified
     * @param multipart an upload in parts that was begun
     */
    record File(
            String name,
            String key,
            long bytes,
            @Nullable String sha256,
            @Nullable String etag,
            @Nullable Multipart multipart) {
        boolean uploaded() {
            return etag != null;
        }

        File begun(@Nullable Multipart upload) {
            return new File(name, key, bytes, sha256, null, upload);
        }

        File uploaded(String itsEtag, long itsBytes, String itsSha256) {
            return new File(name, key, itsBytes, itsSha256, itsEtag, null);
        }

        File anew() {
            return new File(name, key, bytes, sha256, null, null);
        }
    }

    /**
     * An upload in parts.
     *
     * @param partBytes of all parts but the last
     */
    record Multipart(String uploadId, long partBytes) {}

    ObjectName object(File file) {
        return new ObjectName(Objects.requireNonNull(bucket, "bucket"), file.key());
    }

    long bytes() {
        return files.stream().mapToLong(File::bytes).sum();
    }

    boolean complete() {
        return files.stream().allMatch(File::uploaded);
    }

    boolean hasBegun() {
        return files.stream().anyMatch(file -> file.multipart() != null);
    }

    /** Whether it is on its way, or about to be. */
    boolean waits() {
        return state == UploadState.QUEUED || state == UploadState.RUNNING;
    }

    UploadEntry with(UploadState newState) {
        return now(newState, uploadedAt, files, failures, nextAttemptAt, lastCause, localCopy, deleteObjects);
    }

    /** The same with another file of this name. */
    UploadEntry with(String name, UnaryOperator<File> change) {
        List<File> changed = files.stream()
                .map(file -> file.name().equals(name) ? change.apply(file) : file)
                .toList();
        return now(state, uploadedAt, changed, failures, nextAttemptAt, lastCause, localCopy, deleteObjects);
    }

    UploadEntry uploaded(Instant at) {
        return now(UploadState.UPLOADED, at, files, 0, null, null, localCopy, deleteObjects);
    }

    /** It failed once more. */
    UploadEntry failed(UploadState next, StorageCause cause, Instant again) {
        return now(next, uploadedAt, files, failures + 1, again, cause, localCopy, deleteObjects);
    }

    UploadEntry released() {
        return now(state, uploadedAt, files, 0, null, null, false, deleteObjects);
    }

    UploadEntry removing(boolean objectsToo) {
        return now(UploadState.REMOVING, uploadedAt, files, 0, null, null, localCopy, objectsToo);
    }

    private UploadEntry now(
            UploadState itsState,
            @Nullable Instant wasUploadedAt,
            List<File> itsFiles,
            int itsFailures,
            @Nullable Instant again,
            @Nullable StorageCause cause,
            boolean stillHere,
            boolean objectsToo) {
        return new UploadEntry(
                recordingId,
                meetingId,
                store,
                itsState,
                createdAt,
                wasUploadedAt,
                bucket,
                itsFiles,
                itsFailures,
                again,
                cause,
                stillHere,
                objectsToo);
    }
}
