package dev.peerscribe.api;

import dev.peerscribe.meeting.AutoLeave;
import dev.peerscribe.meeting.JoinRequest;
import dev.peerscribe.meeting.RecordingTerms;
import dev.peerscribe.relay.RelayRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "Join", description = "A meeting to be joined.")
record JoinBody(
        @Schema(
                description = "the relay and the meeting at it: ws or wss, with a host, without user or fragment",
                example = "ws://localhost:3030",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String url,

        @Schema(description = "how the meeting is called here") @Nullable
        String name,

        @Schema(description = "what the agent calls itself there") @Nullable
        String displayName,

        @Schema(description = "who makes the offer") @Nullable
        NegotiationName negotiation,

        @Schema(description = "whether to record", defaultValue = "true") @Nullable
        Boolean record,

        @Schema(description = "of the recording's files; as configured where absent") @Nullable
        RecordingFormatName format,

        @Schema(description = "whether nothing is recorded before somebody approved of it; as configured where absent")
        @Nullable
        Boolean requireApproval,

        @Schema(
                description = "what participants are told in the chat once they are recorded, nothing where empty; as"
                        + " configured where absent")
        @Nullable
        String notice,

        @Nullable StorageBody storage,

        @Schema(description = "whose keys are trusted") @Nullable
        TrustPolicyName trust,

        @Schema(description = "which engine receives its media") @Nullable
        EngineName engine,

        @Nullable AutoLeaveBody autoLeave,

        @Schema(description = "live outputs to begin with") @Nullable
        List<RelayBody> relays) {
    JoinRequest request() {
        if (url == null) {
            throw ApiException.invalid("url", "is required");
        }
        return new JoinRequest(
                url,
                name,
                displayName,
                negotiation == null ? null : negotiation.negotiation(),
                trust == null ? null : trust.policy(),
                engine == null ? null : engine.choice(),
                new RecordingTerms(
                        record == null || record,
                        format == null ? null : format.format(),
                        requireApproval,
                        notice,
                        storage == null ? null : storage.destination()),
                autoLeave == null ? AutoLeave.AS_CONFIGURED : autoLeave.policy(),
                relayRequests());
    }

    private List<RelayRequest> relayRequests() {
        List<RelayRequest> requests = new ArrayList<>();
        if (relays != null) {
            for (RelayBody relay : relays) {
                if (relay == null) {
                    throw ApiException.invalid("relays[" + requests.size() + "]", "must be an object");
                }
                requests.add(relay.request("relays[" + requests.size() + "].target"));
            }
        }
        return requests;
    }
}
