package dev.peerscribe.manifest;

import dev.peerscribe.chat.Direction;
import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.identity.Trust;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.EndReason;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordedTrack;
import dev.peerscribe.recording.RecordingGap;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.UnlistedGaps;
import dev.peerscribe.signaling.SignedDescription;
import dev.peerscribe.signaling.Via;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A folder with a complete recording of two participants, and its manifest. */
final class SignedRecording {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final ManifestProperties DEFAULTS = new ManifestProperties(
            DataSize.ofMegabytes(4), DataSize.ofMegabytes(2), DataSize.ofMegabytes(1), DataSize.ofKilobytes(100), 2);

    final SigningIdentity agent = SigningIdentity.generate(new SecureRandom());
    final SigningIdentity ada = SigningIdentity.generate(new SecureRandom());
    final SigningIdentity grace = SigningIdentity.generate(new SecureRandom());
    final String adaId = ada.publicKey().shortId();
    final String graceId = grace.publicKey().shortId();
    final String adaFile = adaId + "-1.webm";
    final String graceFile = graceId + "-1.webm";
    final Path folder;
    final RecordingSnapshot recording;
    final Logbook book;
    List<BesideFile> beside = List.of();

    SignedRecording(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve(adaFile), "the sound and picture of Ada");
        Files.writeString(folder.resolve(graceFile), "the sound and picture of Grace");
        Files.writeString(folder.resolve("recording.json"), "{}");
        recording = new RecordingSnapshot(
                "20260301-100000-99170fbb",
                "meeting",
                "Stand-up",
                RecordingState.COMPLETE,
                false,
                START,
                null,
                null,
                null,
                START.plusSeconds(60),
                EndReason.STOPPED,
                List.of(file(adaFile, adaId, "Ada", 0), file(graceFile, graceId, "Grace", 12.5)),
                List.of(),
                List.of(new RecordingGap(
                        adaId,
                        TrackKind.VIDEO,
                        START.plusSeconds(5),
                        START.plusSeconds(6),
                        RecordingGap.Cause.KEY_FRAME)),
                new UnlistedGaps(2, 1.5),
                null);
        book = new Logbook(folder, DEFAULTS);
        book.add(new Fact.Signs(START, ManifestBuilder.encoded(agent.publicKey())));
        book.add(new Fact.Announced(START.plusSeconds(1), "recorder", null));
        joins(ada, "Ada", "s1", 2);
        book.add(new Fact.Announced(START.plusSeconds(3), "recorder", "s1"));
        book.add(new Fact.Judged(START.plusSeconds(2), adaId, Trust.PINNED, null));
        describes(ada, SignedMessages.offer(ada, SignedMessages.CERTIFICATE), SignedMessages.CERTIFICATE);
        joins(grace, "Grace", "s2", 12);
        describes(
                grace, SignedMessages.offer(grace, SignedMessages.certificate("7B")), SignedMessages.certificate("7B"));
        book.add(new Fact.Said(
                START.plusSeconds(20),
                "m1",
                "Ada",
                "Shall we <begin>?",
                START.plusSeconds(19),
                Direction.IN,
                Via.SOCKET));
        book.add(new Fact.Left(START.plusSeconds(50), graceId, "left"));
        sign();
    }

    private static RecordedFile file(String name, String peer, String peerName, double offset) {
        return new RecordedFile(
                name,
                peer,
                peerName,
                List.of(
                        new RecordedTrack(TrackKind.AUDIO, "OPUS", null, null, null),
                        new RecordedTrack(TrackKind.VIDEO, "VP8", 640, 360, null)),
                offset,
                40,
                28 + (peerName.equals("Grace") ? 2 : 0),
                null);
    }

    private void joins(SigningIdentity peer, String name, String senderId, int second) {
        book.add(new Fact.Joined(
                START.plusSeconds(second),
                peer.publicKey().shortId(),
                ManifestBuilder.encoded(peer.publicKey()),
                senderId,
                name,
                "participant"));
    }

    void describes(SigningIdentity peer, SignedDescription message, String certificate) {
        book.add(new Fact.Described(
                START.plusSeconds(3),
                peer.publicKey().shortId(),
                ManifestBuilder.encoded(peer.publicKey()),
                message.type(),
                message.payload(),
                List.of(certificate)));
    }

    /** Writes the manifest of what is known now. */
    void sign() throws IOException {
        sign(List.of());
    }

    /** The same where others left something beside the media. */
    void sign(List<BesideFile> ofOthers) throws IOException {
        RecordingSnapshot whole = new RecordingSnapshot(
                recording.id(),
                recording.meetingId(),
                recording.meetingName(),
                recording.state(),
                recording.recovered(),
                recording.startedAt(),
                recording.approval(),
                recording.destination(),
                recording.format(),
                recording.endedAt(),
                recording.endReason(),
                recording.files(),
                ofOthers,
                recording.gaps(),
                recording.unlistedGaps(),
                recording.error());
        beside = new Notary(agent, "1.2.3", InstantSource.fixed(START.plus(Duration.ofMinutes(2))))
                .complete(whole, folder, book);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    String jws() throws IOException {
        return Files.readString(file(ManifestJws.NAME));
    }

    ObjectNode payload() throws IOException {
        try {
            JsonNode payload =
                    ManifestJson.MAPPER.readTree(ManifestJws.parse(jws()).payload());
            return (ObjectNode) payload;
        } catch (InvalidManifestException e) {
            throw new AssertionError(e);
        }
    }

    /** Has somebody sign what the manifest is made into. */
    void forge(SigningIdentity forger, Consumer<ObjectNode> change) throws IOException {
        ObjectNode payload = payload();
        change.accept(payload);
        write(ManifestJws.sign(ManifestJson.MAPPER.writeValueAsBytes(payload), forger));
    }

    void write(String jws) throws IOException {
        Files.write(file(ManifestJws.NAME), jws.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A verification that expects the agent's key. */
    Verification verify() {
        return new ManifestVerifier(
                        fingerprint -> fingerprint.equals(agent.publicKey().fingerprint())
                                ? ManifestVerifier.Opinion.EXPECTED
                                : ManifestVerifier.Opinion.ANOTHER)
                .verify(folder);
    }
}
