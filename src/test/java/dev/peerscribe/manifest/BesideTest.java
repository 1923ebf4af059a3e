package dev.peerscribe.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.chat.Direction;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.FileSeal;
import dev.peerscribe.signaling.Via;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Chat and events beside the media, on the recording's time. */
class BesideTest {
    private static final Instant START = SignedRecording.START;

    @TempDir
    Path folder;

    private SignedRecording signed;

    @BeforeEach
    void record() throws IOException {
        signed = new SignedRecording(folder);
    }

    @Test
    void theFilesAreListedAndSigned() throws IOException {
        assertThat(signed.beside)
                .extracting(BesideFile::name, BesideFile::kind)
                .containsExactly(
                        Tuple.tuple("chat.jsonl", BesideFile.Kind.CHAT),
                        Tuple.tuple("chat.vtt", BesideFile.Kind.CAPTIONS),
                        Tuple.tuple("events.jsonl", BesideFile.Kind.EVENTS));
        for (BesideFile file : signed.beside) {
            assertThat(Files.size(folder.resolve(file.name()))).isEqualTo(file.bytes());
            assertThat(FileSeal.sha256(folder.resolve(file.name()))).isEqualTo(file.sha256());
        }
        assertThat(signed.payload().get("files"))
                .extracting(file -> file.get("kind").stringValue())
                .containsExactly("MEDIA", "MEDIA", "CHAT", "CAPTIONS", "EVENTS");
        Files.writeString(folder.resolve("chat.jsonl"), "{}\n");
        assertThat(signed.verify().findings())
                .anyMatch(finding -> finding.subject().equals("chat.jsonl")
                        && finding.outcome() == Verification.Outcome.DOES_NOT_HOLD);
    }

    @Test
    void whatOthersLeftBesideTheMediaIsSignedToo() throws IOException {
        String name = signed.adaId + "-poster.jpg";
        byte[] poster = {1, 2, 3};
        Files.write(folder.resolve(name), poster);
        signed.sign(List.of(new BesideFile(name, BesideFile.Kind.POSTER, 3, FileSeal.sha256(poster), signed.adaId)));

        assertThat(signed.beside).extracting(BesideFile::name).doesNotContain(name);
        assertThat(signed.verify().findings())
                .noneMatch(finding -> finding.outcome() == Verification.Outcome.DOES_NOT_HOLD);
        JsonNode file = signed.payload().get("files").get(2);
        assertThat(file.get("kind").stringValue()).isEqualTo("POSTER");
        assertThat(file.get("peer").stringValue()).isEqualTo(signed.adaId);
        Files.write(folder.resolve(name), new byte[] {3, 2, 1});
        assertThat(signed.verify().findings())
                .anyMatch(finding ->
                        finding.subject().equals(name) && finding.outcome() == Verification.Outcome.DOES_NOT_HOLD);
    }

    @Test
    void chatIsALineAMessage() throws IOException {
        assertThat(lines("chat.jsonl")).singleElement().satisfies(line -> {
            assertThat(line.get("offsetSeconds").doubleValue()).isEqualTo(20);
            assertThat(line.get("text").stringValue()).isEqualTo("Shall we <begin>?");
            assertThat(line.get("sender").stringValue()).isEqualTo("Ada");
            assertThat(line.get("sentAt").stringValue()).isEqualTo("2026-03-01T10:00:19Z");
            assertThat(line.get("direction").stringValue()).isEqualTo("IN");
            assertThat(line.get("via").stringValue()).isEqualTo("SOCKET");
        });
    }

    @Test
    void chatIsACaptionAMessage() throws IOException {
        says(3_661.5, "Eve\n<b>", "one & two\n\n00:00:00.000 --> 00:00:10.000\n\u0007three\r\n");
        signed.sign();
        assertThat(Files.readString(folder.resolve("chat.vtt"))).isEqualTo("""
                WEBVTT

                00:00:20.000 --> 00:00:23.000
                <v Ada>Shall we &lt;begin&gt;?
                """);
        // What was said after the end is not of the recording; within it, no text leaves its cue.
        Captions captions = new Captions();
        captions.add(
                Duration.ofMillis(3_661_500),
                "Eve\n<b>",
                "one & two\n\n00:00:00.000 --> 00:00:10.000\n\u0007three\r\n");
        assertThat(captions.text()).isEqualTo("""
                WEBVTT

                01:01:01.500 --> 01:01:04.500
                <v Eve &lt;b&gt;>one &amp; two
                00:00:00.000 --&gt; 00:00:10.000
                three
                """);
    }

    @Test
    void whoCameAndLeftIsAnEventALine() throws IOException {
        signed.book.add(new Fact.TrackOpened(START.plusSeconds(4), signed.adaId, "t1", TrackKind.VIDEO));
        signed.sign();
        List<JsonNode> events = lines("events.jsonl");
        assertThat(events)
                .extracting(
                        event -> event.get("offsetSeconds").doubleValue(),
                        event -> event.get("event").stringValue(),
                        event -> event.path("peer").asStringOpt().orElse(""))
                .containsExactly(
                        tuple(1, "NOTICE", ""),
                        tuple(2, "JOINED", signed.adaId),
                        tuple(2, "TRUST", signed.adaId),
                        tuple(3, "NOTICE", ""),
                        tuple(4, "TRACK_OPENED", signed.adaId),
                        tuple(12, "JOINED", signed.graceId),
                        tuple(50, "LEFT", signed.graceId));
        assertThat(events.getLast().get("reason").stringValue()).isEqualTo("left");
    }

    @Test
    void whereNothingWasSaidThereIsNoChat(@TempDir Path other) throws IOException {
        Logbook silent = new Logbook(other, SignedRecording.DEFAULTS);
        silent.add(new Fact.Joined(START.minusSeconds(60), "aa11", null, null, null, null));
        List<BesideFile> beside = new BesideWriter(signed.recording, other).write(silent.facts());
        assertThat(beside).extracting(BesideFile::name).containsExactly("events.jsonl");
        // Who was there before is there at the start.
        assertThat(Files.readString(other.resolve("events.jsonl")))
                .isEqualTo(
                        "{\"offsetSeconds\":0.0,\"at\":\"2026-03-01T09:59:00Z\",\"event\":\"JOINED\",\"peer\":\"aa11\"}\n");
    }

    private void says(double second, String sender, String text) {
        Instant at = START.plusMillis(Math.round(second * 1000));
        signed.book.add(new Fact.Said(at, "m2", sender, text, at, Direction.IN, Via.SOCKET));
    }

    private static Tuple tuple(double second, String event, String peer) {
        return Tuple.tuple(second, event, peer);
    }

    private List<JsonNode> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name)).stream()
                .map(ManifestJson.MAPPER::readTree)
                .toList();
    }
}
