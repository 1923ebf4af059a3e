package dev.peerscribe.api;

import dev.peerscribe.recording.RecordingDestination;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

@Schema(name = "Storage", description = "Where recordings go once they are finished.")
record StorageBody(
        @Schema(
                description =
                        "the name of a configured store; none for the agent's disk only; as configured where absent",
                example = "archive")
        @Nullable
        String store,

        @Schema(
                description = "of the objects' names, after the store's own: folders that each end in a slash",
                example = "customer-7/",
                defaultValue = "")
        @Nullable
        String prefix) {
    RecordingDestination destination() {
        return new RecordingDestination(store, Objects.requireNonNullElse(prefix, ""));
    }

    static @Nullable StorageBody of(@Nullable RecordingDestination destination) {
        return destination == null ? null : new StorageBody(destination.store(), destination.prefix());
    }
}
