package dev.peerscribe.api;

import dev.peerscribe.storage.StorageCause;
import dev.peerscribe.storage.UploadSnapshot;
import dev.peerscribe.storage.UploadState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "Upload", description = "The way of a recording to the store.")
record UploadView(
        String recordingId,
        String meetingId,

        @Schema(description = "the name of the store that it goes to")
        String store,

        UploadState state,

        @Schema(description = "when it was found to be due") Instant createdAt,

        @Schema(description = "when all of it was at the store, verified") @Nullable
        Instant uploadedAt,

        @Schema(description = "in the order in which they go; where the manifest is, everything is")
        List<File> files,

        @Schema(description = "attempts that failed in a row")
        int failures,

        @Schema(description = "when it is tried again; absent where nothing stands in its way") @Nullable
        Instant nextAttemptAt,

        @Schema(description = "why the last attempt failed") @Nullable
        Failure lastError,

        @Schema(description = "whether the files are still on the agent's disk")
        boolean localCopy) {

    @Schema(name = "UploadedFile")
    record File(
            String name,

            @Schema(example = "s3://bucket/prefix/recording/name")
            String object,

            long bytes,

            @Schema(description = "how many bytes are at the store, so far as is known")
            long sent,

            @Schema(description = "whether it is there, verified")
            boolean uploaded) {}

    @Schema(name = "UploadError")
    record Failure(
            StorageCause cause,
            @Schema(description = "who has to do something") StorageCause.Fault fault,
            String words) {}

    static UploadView of(UploadSnapshot upload) {
        StorageCause cause = upload.lastCause();
        return new UploadView(
                upload.recordingId(),
                upload.meetingId(),
                upload.store(),
                upload.state(),
                upload.createdAt(),
                upload.uploadedAt(),
                upload.files().stream()
                        .map(file -> new File(file.name(), file.object(), file.bytes(), file.sent(), file.uploaded()))
                        .toList(),
                upload.failures(),
                upload.nextAttemptAt(),
                cause == null ? null : new Failure(cause, cause.fault(), cause.words()),
                upload.localCopy());
    }
}
