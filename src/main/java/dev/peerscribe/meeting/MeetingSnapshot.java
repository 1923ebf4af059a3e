package dev.peerscribe.meeting;

import dev.peerscribe.chat.ChatSummary;
import dev.peerscribe.identity.TrustPolicy;
import dev.peerscribe.media.EngineKind;
import dev.peerscribe.media.Negotiation;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.signaling.SignalingStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A meeting at one moment.
 *
 * @param displayName what the agent calls itself there
 * @param trust whose keys are trusted
 * @param engine which engine receives its media
 * @param peers the others
 * @param recording the one under way, else the last one of the meeting
 * @param approval whether it may be recorded
 * @param destination where its recordings go; as configured where null
 * @param leaving whether the agent is about to be out of it
 */
public record MeetingSnapshot(
        String id,
        String name,
        String url,
        String displayName,
        Negotiation negotiation,
        TrustPolicy trust,
        EngineKind engine,
        AutoLeave autoLeave,
        Instant joinedAt,
        boolean leaving,
        SignalingStatus signaling,
        List<PeerSnapshot> peers,
        @Nullable RecordingSnapshot recording,
        ApprovalSnapshot approval,
        @Nullable RecordingDestination destination,
        ChatSummary chat) {}
