package dev.peerscribe.api;

import dev.peerscribe.meeting.MeetingSnapshot;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "Meeting", description = "A meeting that the agent is in.")
record MeetingView(
        String id,
        String name,
        String url,

        @Schema(description = "what the agent calls itself there")
        String displayName,

        NegotiationName negotiation,

        @Schema(description = "whose keys are trusted") TrustPolicyName trust,

        @Schema(description = "which engine receives its media")
        EngineName engine,

        @Nullable AutoLeaveBody autoLeave,
        Instant joinedAt,

        @Schema(description = "whether the agent is about to be out of it")
        boolean leaving,

        SignalingView signaling,
        @Schema(description = "the others") List<PeerView> peers,

        @Schema(description = "the recording under way, else the last one") @Nullable
        Recording recording,

        ApprovalView recordingApproval,

        @Schema(description = "as was asked for; absent where nothing was") @Nullable
        StorageBody storage,

        Chat chat) {

    @Schema(name = "MeetingRecording")
    record Recording(String id, RecordingState state, Instant startedAt) {
        static Recording of(RecordingSnapshot recording) {
            return new Recording(recording.id(), recording.state(), recording.startedAt());
        }
    }

    @Schema(name = "MeetingChat")
    record Chat(long total, long unread) {}

    static MeetingView of(MeetingSnapshot meeting) {
        RecordingSnapshot recording = meeting.recording();
        return new MeetingView(
                meeting.id(),
                meeting.name(),
                meeting.url(),
                meeting.displayName(),
                NegotiationName.of(meeting.negotiation()),
                TrustPolicyName.of(meeting.trust()),
                EngineName.of(meeting.engine()),
                AutoLeaveBody.of(meeting.autoLeave()),
                meeting.joinedAt(),
                meeting.leaving(),
                SignalingView.of(meeting.signaling()),
                meeting.peers().stream().map(PeerView::of).toList(),
                recording == null ? null : Recording.of(recording),
                ApprovalView.of(meeting.approval()),
                StorageBody.of(meeting.destination()),
                new Chat(meeting.chat().total(), meeting.chat().unread()));
    }
}
