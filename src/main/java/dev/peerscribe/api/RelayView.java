package dev.peerscribe.api;

import dev.peerscribe.relay.RelayCause;
import dev.peerscribe.relay.RelaySnapshot;
import dev.peerscribe.relay.RelayState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Schema(name = "Relay", description = "A live output.")
record RelayView(
        String id,
        String meetingId,

        @Schema(description = "without keys, passphrases and queries")
        String target,

        @Schema(description = "id of the peer that is sent") @Nullable
        String participant,

        @Schema(description = "of everybody in one picture") @Nullable
        LayoutName layout,

        RelayState state,

        @Schema(description = "when it came into this state")
        Instant since,

        Instant createdAt,
        Frames frames,

        @Schema(description = "what went out in the last five seconds (bit/s)")
        long bitRate,

        @Schema(description = "how often it was live again after a failure")
        int reconnects,

        @Nullable Failure lastError) {
    static RelayView of(RelaySnapshot relay) {
        RelaySnapshot.Failure error = relay.lastError();
        return new RelayView(
                relay.id(),
                relay.meetingId(),
                relay.target(),
                relay.participant(),
                relay.layout() == null ? null : LayoutName.of(relay.layout()),
                relay.state(),
                relay.since(),
                relay.createdAt(),
                new Frames(
                        relay.frames().pictures(),
                        relay.frames().sounds(),
                        relay.frames().dropped()),
                relay.bitRate(),
                relay.reconnects(),
                error == null ? null : new Failure(error.cause(), error.fault(), error.message(), error.at()));
    }

    @Schema(name = "RelayFrames")
    record Frames(
            @Schema(description = "pictures that the destination took")
            long video,

            @Schema(description = "packets of sound that the destination took")
            long audio,

            @Schema(
                    description =
                            "pictures and pieces of sound for which the destination, or this machine, was too slow, or"
                                    + " that could not be decoded")
            long dropped) {}

    @Schema(name = "RelayFailure")
    record Failure(
            RelayCause cause,

            @Schema(description = "whose it is: the agent's or the destination's")
            RelayCause.Fault fault,

            String message,
            Instant at) {}
}
