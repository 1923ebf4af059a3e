package dev.peerscribe.manifest;

import dev.peerscribe.identity.Trust;
import dev.peerscribe.identity.TrustReason;
import dev.peerscribe.recording.EndReason;
import dev.peerscribe.recording.RecordedTrack;
import dev.peerscribe.recording.RecordingApproval;
import dev.peerscribe.recording.RecordingGap;
import dev.peerscribe.recording.UnlistedGaps;
import dev.peerscribe.signaling.Via;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the agent signs for one recording; its JSON is the payload of the JWS, see {@code docs/manifest.md}. */
record Manifest(
        int version,
        Instant issuedAt,
        Subject recording,
        Agent agent,
        List<File> files,
        List<Participant> participants,
        List<RecordingGap> gaps,
        @Nullable UnlistedGaps unlistedGaps,
        List<Notice> notices,
        Omitted omitted) {
    static final int VERSION = 1;

    /** The recording. */
    record Subject(
            String id,
            String meetingId,
            @Nullable String meetingName,
            Instant startedAt,
            @Nullable RecordingApproval approval,
            @Nullable Instant endedAt,
            @Nullable EndReason endReason,
            boolean recovered,
            @Nullable String error) {}

    /** The agent, with every key that it signed with meanwhile. */
    record Agent(String software, String version, List<Key> keys) {}

    /** A key in use from a time on. */
    record Key(Instant since, String fingerprint, Map<String, Object> jwk) {}

    /** A file; what is about media is null for one that stands beside them. */
    record File(
            String name,
            String kind,
            long bytes,
            String sha256,
            @Nullable String peer,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Double offsetSeconds,
            @Nullable Double durationSeconds,
            @Nullable List<RecordedTrack> tracks) {}

    /**
     * A participant.
     *
     * @param certificates fingerprints of the DTLS certificates under one of which its media were received
     */
    record Participant(
            String id,
            @Nullable String name,
            @Nullable String role,
            @Nullable String keyFingerprint,
            @Nullable Map<String, Object> jwk,
            List<Presence> presence,
            List<Decision> trust,
            List<String> certificates,
            List<Evidence> evidence) {}

    /** A time of being there; {@code to} is null where that was so at the end. */
    record Presence(
            Instant from, @Nullable Instant to, @Nullable String reason) {}

    /** What was thought of the participant's key from then on. */
    record Decision(Instant at, Trust trust, @Nullable TrustReason reason) {}

    /** A signed offer or answer as it came. */
    record Evidence(Instant receivedAt, String signalType, String payload) {}

    /**
     * The agent told what it does.
     *
     * @param kind {@code HELLO} or {@code CHAT}
     * @param role of a hello: what it said that it is
     * @param to of a hello: the relay's id of whom it told; null for everybody
     * @param peer of a hello: the participant with that id, where it is known
     * @param text of a chat message: what it said
     * @param via of a chat message: the way it took
     * @param peers of a chat message: for which participants it was
     */
    record Notice(
            Instant at,
            String kind,
            @Nullable String role,
            @Nullable String to,
            @Nullable String peer,
            @Nullable String text,
            @Nullable Via via,
            @Nullable List<String> peers) {}

    /** How many of each kind found no room. */
    record Omitted(int evidence, int chat, int events, int activity) {}
}
