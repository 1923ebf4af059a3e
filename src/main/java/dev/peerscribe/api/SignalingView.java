package dev.peerscribe.api;

import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.SignalingStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Schema(name = "Signaling", description = "The connection to the meeting's relay.")
record SignalingView(
        ConnectionState state,

        @Schema(description = "when it came into that state")
        Instant since,

        @Schema(description = "how often it was connected again after a loss")
        long reconnects,

        @Schema(description = "messages that wait for the socket")
        int queued,

        @Schema(description = "the last failure in words") @Nullable
        String lastError,

        @Schema(description = "seconds that the last ping took there and back, where one was answered") @Nullable
        Double roundTripSeconds) {
    static SignalingView of(SignalingStatus status) {
        return new SignalingView(
                status.state(),
                status.since(),
                status.reconnects(),
                status.queued(),
                status.lastError(),
                status.roundTrip() == null ? null : status.roundTrip().toNanos() / 1e9);
    }
}
