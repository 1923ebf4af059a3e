package dev.peerscribe.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.chat.ChatEntry;
import dev.peerscribe.chat.ChatEvent;
import dev.peerscribe.chat.Delivery;
import dev.peerscribe.chat.Direction;
import dev.peerscribe.fakes.FakeMedia;
import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.identity.IdentitySource;
import dev.peerscribe.identity.KeyRotated;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.identity.Trust;
import dev.peerscribe.identity.TrustReason;
import dev.peerscribe.manifest.Verification.Outcome;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.EndReason;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingApproval;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SignalingEvent;
import dev.peerscribe.signaling.SignedDescription;
import dev.peerscribe.signaling.Via;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.info.BuildProperties;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class WitnessTest {
    private static final String MEETING = "m";
    private static final String ID = "20260301-100000-99170fbb";

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final Instant start = clock.instant();
    private final Keys keys = new Keys();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SigningIdentity ada = SigningIdentity.generate(new SecureRandom());
    private final String adaId = ada.publicKey().shortId();
    private final FakeMedia media = new FakeMedia(event -> tell((MediaEvent) event));
    private Witness witness = witness();

    /** A key that a test rotates. */
    private static final class Keys implements IdentitySource {
        private volatile SigningIdentity current = SigningIdentity.generate(new SecureRandom());

        @Override
        public SigningIdentity current() {
            return current;
        }

        @Override
        public boolean isOwn(String fingerprint) {
            return current.isOwn(fingerprint);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        witness.destroy();
    }

    @Test
    void aRecordingThatBeginsLateKnowsWhoIsThereAndWhatWasTold() throws IOException {
        witness.on(new SignalingEvent.IntroductionSent(MEETING, PeerHello.RECORDER, null));
        joins();
        applied(SignedMessages.offer(ada, SignedMessages.CERTIFICATE), SignedMessages.CERTIFICATE);
        tell(new MediaEvent.PeerTrustChanged(MEETING, adaId, Trust.UNKNOWN, Trust.CHANGED, TrustReason.KEY_CHANGED));
        clock.advance(Duration.ofMinutes(5));
        begin();
        JsonNode manifest = complete();
        JsonNode participant = manifest.get("participants").get(0);
        assertThat(participant.get("keyFingerprint").stringValue())
                .isEqualTo(ada.publicKey().fingerprint());
        assertThat(participant.get("name").stringValue()).isEqualTo("Ada");
        assertThat(participant.get("evidence")).hasSize(1);
        assertThat(participant.get("trust").get(0).get("reason").stringValue()).isEqualTo("KEY_CHANGED");
        assertThat(participant.get("presence").get(0).get("from").stringValue()).isEqualTo(start.toString());
        assertThat(manifest.get("notices")).hasSize(1);
        assertThat(verify().result()).isEqualTo(Outcome.HOLDS);
    }

    @Test
    void whoLeftBeforeIsNotOfTheRecordingAndWhoLeavesDuringItIsTold() throws IOException {
        PeerSnapshot grace = media.comes(MEETING, "Grace");
        media.leaves(MEETING, grace);
        begin();
        PeerSnapshot eve = media.comes(MEETING, "Eve");
        tell(new MediaEvent.PeerTrustChanged(MEETING, eve.id(), Trust.WAITING, Trust.UNKNOWN, null));
        tell(new MediaEvent.PeerTrustChanged(MEETING, eve.id(), Trust.UNKNOWN, Trust.APPROVED, null));
        clock.advance(Duration.ofSeconds(5));
        media.leaves(MEETING, eve);
        JsonNode participants = complete().get("participants");
        assertThat(participants.findValuesAsString("name")).contains("Eve").doesNotContain("Grace");
        assertThat(participants.get(0).get("trust"))
                .extracting(decision -> decision.get("trust").stringValue())
                .containsExactly("UNKNOWN", "APPROVED");
        assertThat(participants.get(0).get("presence").get(0).get("to").stringValue())
                .isEqualTo(start.plusSeconds(5).toString());
        assertThat(participants.get(0).get("presence").get(0).get("reason").stringValue())
                .isEqualTo("bye");
    }

    @Test
    void otherMeetingsAreNotTold() throws IOException {
        begin();
        media.comes("another", "Mallory");
        witness.on(new SignalingEvent.IntroductionSent("another", PeerHello.RECORDER, null));
        JsonNode manifest = complete();
        assertThat(manifest.get("participants").findValuesAsString("name")).doesNotContain("Mallory");
        assertThat(manifest.get("notices")).isEmpty();
    }

    @Test
    void aKeyThatIsRotatedMeanwhileIsNamedAndTheNewOneSigns() throws IOException {
        begin();
        String before = keys.current().publicKey().fingerprint();
        clock.advance(Duration.ofSeconds(3));
        keys.current = SigningIdentity.generate(new SecureRandom());
        String after = keys.current().publicKey().fingerprint();
        witness.on(new KeyRotated(before, after));
        JsonNode manifest = complete();
        assertThat(manifest.get("agent").get("keys").findValuesAsString("fingerprint"))
                .containsExactly(before, after);
        assertThat(manifest.get("agent").get("keys").get(1).get("since").stringValue())
                .isEqualTo(start.plusSeconds(3).toString());
        assertThat(verify().keyFingerprint()).isEqualTo(after);
        assertThat(verify().result()).isEqualTo(Outcome.HOLDS);
    }

    @Test
    void aNoticeNamesThePeerThatTheRelayKnowsByItsId() throws IOException {
        begin();
        joins();
        witness.on(new SignalingEvent.HelloReceived(
                MEETING, "s7", ada.publicKey(), new PeerHello("Ada L.", PeerHello.PARTICIPANT, Set.of())));
        witness.on(new SignalingEvent.IntroductionSent(MEETING, PeerHello.RECORDER, "s7"));
        witness.on(new SignalingEvent.IntroductionSent(MEETING, PeerHello.RECORDER, "somebody"));
        JsonNode manifest = complete();
        assertThat(manifest.get("participants").get(0).get("name").stringValue())
                .isEqualTo("Ada L.");
        assertThat(manifest.get("notices").get(0).get("peer").stringValue()).isEqualTo(adaId);
        assertThat(manifest.get("notices").get(1).has("peer")).isFalse();
        assertThat(manifest.get("notices").get(1).get("to").stringValue()).isEqualTo("somebody");
    }

    @Test
    void whatPeopleWereToldIsANoticeOfTheRecordingsUnderWayOnly() throws IOException {
        toldInChat("of an earlier recording", adaId);
        begin();
        joins();
        clock.advance(Duration.ofSeconds(2));
        toldInChat("this is recorded", adaId);
        JsonNode manifest = complete();
        assertThat(manifest.get("notices")).singleElement().satisfies(notice -> {
            assertThat(notice.get("kind").stringValue()).isEqualTo("CHAT");
            assertThat(notice.get("at").stringValue())
                    .isEqualTo(start.plusSeconds(2).toString());
            assertThat(notice.get("text").stringValue()).isEqualTo("this is recorded");
            assertThat(notice.get("via").stringValue()).isEqualTo("SOCKET");
            assertThat(notice.get("peers").get(0).stringValue()).isEqualTo(adaId);
        });
        assertThat(Files.readString(folder.resolve("events.jsonl")))
                .contains("\"NOTICE\"", "this is recorded")
                .doesNotContain("earlier");
        assertThat(verify().result()).isEqualTo(Outcome.HOLDS);
    }

    @Test
    void theManifestSaysWhoApprovedAndWhyItEnded() throws IOException {
        begin();
        RecordingSnapshot plain = recording();
        RecordingSnapshot approved = new RecordingSnapshot(
                plain.id(),
                plain.meetingId(),
                plain.meetingName(),
                plain.state(),
                plain.recovered(),
                plain.startedAt(),
                new RecordingApproval(start, "Ann", null),
                null,
                null,
                plain.endedAt(),
                EndReason.SILENT,
                plain.files(),
                plain.beside(),
                plain.gaps(),
                plain.error());
        witness.complete(approved, folder);
        JsonNode recording = manifest().get("recording");
        assertThat(recording.get("approval").get("by").stringValue()).isEqualTo("Ann");
        assertThat(recording.get("endReason").stringValue()).isEqualTo("SILENT");
        assertThat(verify().result()).isEqualTo(Outcome.HOLDS);
    }

    @Test
    void mutesAndWhoSpeaksStandBesideTheMediaAlsoWhatWasSoBefore() throws IOException {
        joins();
        tell(new MediaEvent.TrackOpened(MEETING, adaId, "a", TrackKind.AUDIO));
        tell(new MediaEvent.TrackOpened(MEETING, adaId, "v", TrackKind.VIDEO));
        tell(new MediaEvent.SpeakingChanged(MEETING, adaId, "a", true));
        tell(new MediaEvent.SpeakingChanged(MEETING, adaId, "a", false));
        tell(new MediaEvent.TrackMuteChanged(MEETING, adaId, "v", TrackKind.VIDEO, true));
        begin();
        clock.advance(Duration.ofSeconds(2));
        tell(new MediaEvent.SpeakingChanged(MEETING, adaId, "a", true));
        tell(new MediaEvent.TrackMuteChanged(MEETING, adaId, "v", TrackKind.VIDEO, false));
        complete();
        assertThat(Files.readString(folder.resolve("events.jsonl"))
                        .lines()
                        .map(ManifestJson.MAPPER::readTree)
                        .map(line -> line.get("offsetSeconds").doubleValue() + " "
                                + line.get("event").stringValue()))
                .containsSubsequence("0.0 TRACK_OPENED", "0.0 MUTED", "2.0 SPEAKING_STARTED", "2.0 UNMUTED")
                .doesNotContain("0.0 SPEAKING_STARTED", "0.0 SPEAKING_STOPPED");
    }

    @Test
    void whoSpeaksMoreThanThereIsRoomForTakesNobodyElsesPlace() throws IOException {
        begin();
        joins();
        for (int i = 0; i < 1_000; i++) {
            tell(new MediaEvent.SpeakingChanged(MEETING, adaId, "a", i % 2 == 0));
        }
        tell(new MediaEvent.PeerLeft(MEETING, adaId, "bye"));
        JsonNode manifest = complete();
        assertThat(manifest.get("omitted").get("activity").intValue()).isBetween(100, 900);
        assertThat(manifest.get("omitted").get("events").intValue()).isZero();
        assertThat(Files.readString(folder.resolve("events.jsonl"))).contains("LEFT");
    }

    @Test
    void whatComesAfterTheEndIsNotOfTheRecording() throws IOException {
        begin();
        PeerSnapshot eve = media.comes(MEETING, "Eve");
        RecordingSnapshot ended = recording();
        clock.advance(Duration.ofMillis(1));
        media.leaves(MEETING, eve);
        witness.complete(ended, folder);
        assertThat(manifest().get("participants").get(0).get("presence").get(0).has("to"))
                .isFalse();
    }

    @Test
    void afterACrashTheLogbookIsTheWitness() throws Exception {
        begin();
        joins();
        applied(SignedMessages.offer(ada, SignedMessages.CERTIFICATE), SignedMessages.CERTIFICATE);
        Path logbook = folder.resolve(Logbook.NAME);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Files.exists(logbook) && Files.readString(logbook).contains("secure-offer"));
        witness.destroy();
        Files.writeString(logbook, "{\"fact\":\"left\",\"at\":\"2026-0", StandardOpenOption.APPEND);

        witness = witness();
        JsonNode participant = complete().get("participants").get(0);
        assertThat(participant.get("evidence")).hasSize(1);
        assertThat(participant.get("presence").get(0).has("to")).isFalse();
        assertThat(verify().result()).isEqualTo(Outcome.HOLDS);
        finished();
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.notExists(logbook));
    }

    @Test
    void withoutALogbookTheManifestSaysWhatTheFilesDo() throws IOException {
        JsonNode manifest = complete();
        assertThat(manifest.get("participants").get(0).get("id").stringValue()).isEqualTo(adaId);
        assertThat(manifest.get("participants").get(0).has("keyFingerprint")).isFalse();
        assertThat(verify().result()).isEqualTo(Outcome.HOLDS);
        assertThat(verify().findings()).anyMatch(finding -> finding.outcome() == Outcome.NOTE);
    }

    @Test
    void aFinishedRecordingLeavesNoLogbookEvenIfItFailed() {
        begin();
        joins();
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(folder.resolve(Logbook.NAME)));
        witness.on(new RecordingEvent.RecordingFinished(MEETING, ID, RecordingState.FAILED));
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.notExists(folder.resolve(Logbook.NAME)));
    }

    @Test
    void nobodyFillsTheEvidenceAlone() throws IOException {
        begin();
        joins();
        for (int i = 0; i < 40; i++) {
            applied(SignedMessages.offer(ada, SignedMessages.CERTIFICATE), SignedMessages.CERTIFICATE);
        }
        for (int i = 16; i < 64; i++) {
            String certificate = SignedMessages.certificate(Integer.toString(i));
            applied(SignedMessages.offer(ada, certificate), certificate);
        }
        JsonNode manifest = complete();
        assertThat(manifest.get("participants").get(0).get("certificates")).hasSize(16);
        assertThat(manifest.get("participants").get(0).get("evidence")).hasSize(16 + 4);
        assertThat(manifest.get("omitted").get("evidence").intValue()).isEqualTo(88 - 20);
        assertThat(meters.get("peerscribe.manifest.facts.omitted")
                        .tag("kind", "evidence")
                        .counter()
                        .count())
                .isEqualTo(88 - 20);
        assertThat(verify().result()).isEqualTo(Outcome.HOLDS);
    }

    @Test
    void nothingIsLeftOfAMeetingThatIsOver() throws IOException {
        witness.on(new SignalingEvent.IntroductionSent(MEETING, PeerHello.RECORDER, null));
        PeerSnapshot eve = media.comes(MEETING, "Eve");
        media.leaves(MEETING, eve);
        witness.on(new SignalingEvent.StateChanged(
                MEETING, ConnectionState.CONNECTED, ConnectionState.DISCONNECTED, null));
        begin();
        JsonNode manifest = complete();
        assertThat(manifest.get("notices")).isEmpty();
        assertThat(manifest.get("participants").findValuesAsString("name")).doesNotContain("Eve");
    }

    private Witness witness() {
        return new Witness(
                media,
                keys,
                SignedRecording.DEFAULTS,
                meters,
                clock,
                new StaticListableBeanFactory().getBeanProvider(BuildProperties.class));
    }

    private void toldInChat(String text, String peer) {
        witness.on(new ChatEvent.NoticeGiven(
                MEETING,
                new ChatEntry("n1", text, clock.instant(), "Agent", Direction.OUT, Via.SOCKET, Delivery.SENT),
                List.of(peer)));
    }

    private void tell(MediaEvent event) {
        witness.on(event);
    }

    private void joins() {
        tell(new MediaEvent.PeerJoined(MEETING, adaId, "Ada"));
    }

    private void applied(SignedDescription signed, String certificate) {
        PeerKey key = ada.publicKey();
        tell(new MediaEvent.DescriptionApplied(MEETING, adaId, key, Set.of(certificate), signed));
    }

    private void begin() {
        witness.begin(recording(), folder);
    }

    private void finished() {
        witness.on(new RecordingEvent.RecordingFinished(MEETING, ID, RecordingState.COMPLETE));
    }

    private JsonNode complete() throws IOException {
        witness.complete(recording(), folder);
        return manifest();
    }

    private JsonNode manifest() throws IOException {
        try {
            return ManifestJson.MAPPER.readTree(ManifestJws.parse(Files.readString(folder.resolve(ManifestJws.NAME)))
                    .payload());
        } catch (InvalidManifestException e) {
            throw new AssertionError(e);
        }
    }

    private Verification verify() {
        return new ManifestVerifier(
                        key -> keys.isOwn(key) ? ManifestVerifier.Opinion.EXPECTED : ManifestVerifier.Opinion.UNKNOWN)
                .verify(folder);
    }

    private RecordingSnapshot recording() {
        try {
            Files.writeString(folder.resolve(adaId + "-1.webm"), "media");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new RecordingSnapshot(
                ID,
                MEETING,
                null,
                RecordingState.FINALIZING,
                false,
                start,
                null,
                null,
                null,
                clock.instant(),
                null,
                List.of(new RecordedFile(adaId + "-1.webm", adaId, null, List.of(), 0, 1, 5, null)),
                List.of(),
                List.of(),
                null);
    }
}
