package dev.peerscribe.recording;

import static dev.peerscribe.recording.RecordingBench.MEETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.fakes.ManualScheduler;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackQuality;
import dev.peerscribe.storage.StorageProperties;
import dev.peerscribe.storage.TestStore;
import dev.peerscribe.storage.UploadState;
import dev.peerscribe.storage.Uploads;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class RecoveryTest {
    @TempDir
    Path directory;

    @TempDir
    Path crashed;

    @ParameterizedTest
    @EnumSource(VideoCodec.class)
    void whatAKilledProcessLeftIsCompleted(VideoCodec codec) throws Exception {
        String id = crash(codec);
        Path file = crashed.resolve(id).resolve("aa11-1." + codec.container().extension());
        cut(file, Files.size(file) - 37);
        assertThat(MediaProbe.of(file).indexEntries()).isLessThan(2);

        try (RecordingBench next = new RecordingBench(crashed)) {
            RecordingSnapshot recording = next.finished(id);
            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.recovered()).isTrue();
            assertThat(recording.endReason()).isEqualTo(EndReason.CRASH);
            assertThat(recording.meetingId()).isEqualTo(MEETING);
            assertThat(recording.endedAt()).isAfter(RecordingBench.START.plusSeconds(5));
            RecordedFile recovered = recording.files().getFirst();
            assertThat(recovered.offsetSeconds()).isCloseTo(0, within(0.02));
            assertThat(recovered.durationSeconds()).isGreaterThan(6);
            assertThat(recovered.sha256()).isEqualTo(FileSeal.sha256(file));
            assertThat(recovered.peerName()).isEqualTo("Name of aa11");

            MediaProbe probe = MediaProbe.of(next.path(recording, 0));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.durationSeconds()).isCloseTo(recovered.durationSeconds(), within(0.1));
            assertThat(probe.indexEntries()).isGreaterThanOrEqualTo(3);
            RecordingFilesTest.assertInSync(probe, 0, 7, 0.04);
            assertThat(next.service.file(id, recovered.name())).isPresent();
            assertThat(recoveredOf(next)).isEqualTo(1);
        }
        // and once recovered, it stays so
        try (RecordingBench again = new RecordingBench(crashed)) {
            assertThat(again.service.find(id).orElseThrow().recovered()).isTrue();
            assertThat(again.service.find(id).orElseThrow().endReason()).isEqualTo(EndReason.CRASH);
            assertThat(again.service.find(id).orElseThrow().state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recoveredOf(again)).isZero();
        }
    }

    @Test
    void whatWasRecoveredGoesToTheStoreAsWhatWasCompleted() throws Exception {
        String id = crash(VideoCodec.VP8);
        try (TestStore store = new TestStore()) {
            withStore(store).run(context -> {
                Uploads uploads = context.getBean(Uploads.class);
                await().atMost(Duration.ofSeconds(15))
                        .until(() -> uploads.find(id)
                                .filter(upload -> upload.state() == UploadState.UPLOADED)
                                .isPresent());
                RecordingSnapshot recording =
                        context.getBean(Recordings.class).find(id).orElseThrow();
                assertThat(recording.recovered()).isTrue();
                assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
                RecordedFile file = recording.files().getFirst();
                assertThat(FileSeal.sha256(store.content(id + "/" + file.name())))
                        .isEqualTo(file.sha256());
                assertThat(store.content(id + "/recording.json"))
                        .asString()
                        .contains("\"recovered\":true", "\"COMPLETE\"");
            });
        }
    }

    @Test
    void whatTheAgentsEndCompletesGoesToTheStoreBeforeItHasEnded() throws Exception {
        String[] id = {""};
        try (TestStore store = new TestStore()) {
            withStore(store).run(context -> {
                FakeSessions sessions = context.getBean(FakeSessions.class);
                sessions.open(MEETING, "aa11", "audio", TrackKind.AUDIO);
                id[0] = context.getBean(Recordings.class)
                        .start(MEETING, "Meeting", null, null, null)
                        .id();
                await().atMost(Duration.ofSeconds(10)).until(() -> sessions.attached("aa11", "audio") == 1);
                long begun = System.nanoTime();
                for (int i = 0; i < 100; i++) {
                    sessions.push("aa11", "audio", new AudioBlock(begun + i * 10_000_000L, new byte[960], 48_000, 1));
                }
            });

            assertThat(store.content(id[0] + "/recording.json")).asString().contains("\"COMPLETE\"", "\"SHUTDOWN\"");
            assertThat(store.content(id[0] + "/aa11-1.webm")).isNotEmpty();
        }
    }

    /** The recordings with uploads as the application wires them. */
    private ApplicationContextRunner withStore(TestStore store) throws IOException {
        return new ApplicationContextRunner()
                .withUserConfiguration(ValidationAutoConfiguration.class, WithStore.class)
                .withBean(FakeSessions.class, FakeSessions::new)
                .withBean(ManualClock.class, ManualClock::new)
                .withBean("agentScheduler", ManualScheduler.class, ManualScheduler::new)
                .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(JsonMapper.class, () -> JsonMapper.builder().build())
                .withPropertyValues(
                        "peerscribe.recording.directory=" + crashed,
                        "peerscribe.storage.type=s3",
                        "peerscribe.storage.s3.endpoint=" + store.endpoint(),
                        "peerscribe.storage.s3.bucket=" + TestStore.BUCKET,
                        "peerscribe.storage.s3.path-style=true",
                        "peerscribe.storage.s3.credentials.access-key-file="
                                + Files.writeString(directory.resolve("access"), TestStore.ACCESS_KEY),
                        "peerscribe.storage.s3.credentials.secret-key-file="
                                + Files.writeString(directory.resolve("secret"), TestStore.SECRET_KEY));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({RecordingProperties.class, StorageProperties.class})
    @ComponentScan("dev.peerscribe.storage")
    @Import(RecordingService.class)
    static class WithStore {}

    @Test
    void whereNothingIsPlayableTheRecordingHasFailed() throws Exception {
        String id = crash(VideoCodec.VP8);
        cut(crashed.resolve(id).resolve("aa11-1.webm"), 100);
        Files.writeString(crashed.resolve(id).resolve("aa11-1.webm.part"), "left by a repair that was cut off");
        try (RecordingBench next = new RecordingBench(crashed)) {
            RecordingSnapshot recording = next.finished(id);
            assertThat(recording.state()).isEqualTo(RecordingState.FAILED);
            assertThat(recording.error()).isNotBlank();
            assertThat(crashed.resolve(id).resolve("aa11-1.webm.part")).doesNotExist();
            assertThat(next.service.delete(id)).isTrue();
        }
    }

    @Test
    void aFileThatTheJournalDoesNotKnowYetIsFound() throws Exception {
        String id = crash(VideoCodec.VP8, 1);
        Path folder = crashed.resolve(id);
        Files.copy(folder.resolve("aa11-1.webm"), folder.resolve("cc33-1.webm"));
        Files.writeString(folder.resolve("not ours.webm"), "x");
        try (RecordingBench next = new RecordingBench(crashed)) {
            RecordingSnapshot recording = next.finished(id);
            assertThat(recording.files()).extracting(RecordedFile::peer).containsExactlyInAnyOrder("aa11", "cc33");
            // It says itself when it began, by which it has its place.
            assertThat(recording.files().get(1).offsetSeconds())
                    .isEqualTo(recording.files().get(0).offsetSeconds())
                    .isCloseTo(1, within(0.02));
        }
    }

    @Test
    void gapsAndQualityAreOnTheDiskSoonAfterwards() throws Exception {
        String id;
        try (RecordingBench bench = new RecordingBench(directory)) {
            bench.sessions.measured("video", new TrackQuality(0, 0, 0, 0, 0, 0, 0));
            id = startPictures(bench);
            show(bench, 0, 2, 30);
            bench.written(TrackKind.VIDEO, 60);
            bench.sessions.measured("video", new TrackQuality(500, 9, 0, 1, 0.01, 70_000, 0));
            show(bench, 2.6, 5, 30);
            bench.written(TrackKind.VIDEO, 132);
            bench.service.pause(id);
            bench.ticker.set(bench.at(8));
            bench.service.resume(id);
            show(bench, 8, 9, 30);
            awaitJournal(id, "NETWORK_LOSS");
            awaitJournal(id, "\"PAUSE\"");
            // and without anything that happens, every ten seconds
            bench.sessions.measured("video", new TrackQuality(900, 9, 0, 1, 0.02, 90_000, 0));
            show(bench, 9, 20, 2);
            awaitJournal(id, "\"packetsReceived\":900");
            leave(id);
            bench.stop(id);
        }
        try (RecordingBench next = new RecordingBench(crashed)) {
            RecordingSnapshot recording = next.finished(id);
            assertThat(recording.gaps())
                    .extracting(RecordingGap::cause)
                    .containsExactly(RecordingGap.Cause.NETWORK_LOSS, RecordingGap.Cause.PAUSE);
            assertThat(recording.files())
                    .singleElement()
                    .satisfies(file -> assertThat(file.tracks().getFirst().quality())
                            .returns(900L, TrackQuality::packetsReceived)
                            .returns(9L, TrackQuality::packetsLost)
                            .returns(1L, TrackQuality::freezes)
                            .returns(0.02, TrackQuality::jitterSeconds));
        }
    }

    @Test
    void whatWasMissingWhenTheProcessDiedIsListedUpToThen() throws Exception {
        String id;
        try (RecordingBench bench = new RecordingBench(directory)) {
            id = startPictures(bench);
            show(bench, 0, 1, 30);
            bench.service.pause(id);
            bench.ticker.set(bench.at(5));
            awaitJournal(id, "\"PAUSE\"");
            leave(id);
            bench.stop(id);
        }
        try (RecordingBench next = new RecordingBench(crashed)) {
            RecordingSnapshot recording = next.finished(id);
            assertThat(recording.gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.cause()).isEqualTo(RecordingGap.Cause.PAUSE);
                assertThat(gap.from()).isBefore(RecordingBench.START.plusSeconds(1));
                assertThat(gap.to()).isEqualTo(RecordingBench.START.plusSeconds(5));
            });
            assertThat(recording.endedAt()).isEqualTo(RecordingBench.START.plusSeconds(5));
        }
    }

    private static String startPictures(RecordingBench bench) {
        bench.sessions.open(MEETING, "aa11", "video", TrackKind.VIDEO);
        String id = bench.service.start(MEETING, "Meeting", null, null, null).id();
        bench.attached("aa11", "video");
        return id;
    }

    private static void show(RecordingBench bench, double from, double to, int aSecond) {
        for (long i = Math.round(from * aSecond); i < to * aSecond; i++) {
            bench.picture("aa11", i / (double) aSecond, 160, 90);
        }
    }

    @Test
    void damagedBytesNeverEndTheProcess() throws Exception {
        String id = crash(VideoCodec.VP8);
        byte[] whole = Files.readAllBytes(crashed.resolve(id).resolve("aa11-1.webm"));
        Random random = new Random(11);
        Path damaged = directory.resolve("damaged-1.webm");
        for (int round = 0; round < 200; round++) {
            byte[] bytes = whole.clone();
            for (int i = 0; i < 1 + round; i++) {
                bytes[random.nextInt(round % 2 == 0 ? 1000 : bytes.length)] = (byte) random.nextInt();
            }
            Files.write(damaged, bytes);
            try {
                assertThat(Remux.repair(damaged).durationMillis()).isPositive();
            } catch (IOException e) {
                assertThat(damaged).hasBinaryContent(bytes); // left as it was
            }
            assertThat(directory.resolve("damaged-1.webm.part")).doesNotExist();
        }
    }

    @Test
    void journalsThatAreNoneAreCountedAndLeftAlone() throws Exception {
        String good = crash(VideoCodec.VP8);
        String template = Files.readString(crashed.resolve(good).resolve("recording.json"));
        String[] bad = {
            "",
            "null",
            "[]",
            "{\"version\":1}",
            "{\"version\":2,\"recording\":null}",
            template.replace("aa11-1.webm", "../../../etc/passwd"),
            template.replaceAll("\"files\":\\[.*?\\],\"gaps\":\\[\\]", "\"files\":[null],\"gaps\":[]"),
            template.replaceAll("\"gaps\":\\[\\]", "\"gaps\":[null]"),
            template.replace("\"unlistedGaps\":null", "\"unlistedGaps\":{\"count\":-1,\"seconds\":0}"),
            template.replace("\"startedAt\"", "\"startedAgo\""),
            template.replaceAll("\"approval\":null,", "")
                    .replace("\"startedAt\":", "\"approval\":{\"by\":\"Ann\"},\"startedAt\":"),
            template.replaceAll("\"endReason\":null,", "")
                    .replace("\"startedAt\":", "\"endReason\":\"BOREDOM\",\"startedAt\":"),
            template.replace("\"offsetSeconds\":", "\"offsetSeconds\":-1,\"was\":"),
            template, // of another folder
        };
        for (int i = 0; i < bad.length; i++) {
            Path folder = Files.createDirectory(crashed.resolve("20260101-000000-000000" + (10 + i)));
            String own = i == bad.length - 1
                    ? bad[i]
                    : bad[i].replace(good, folder.getFileName().toString());
            Files.writeString(folder.resolve("recording.json"), own);
        }
        try (RecordingBench next = new RecordingBench(crashed)) {
            next.finished(good);
            assertThat(next.service.list()).extracting(RecordingSnapshot::id).containsExactly(good);
            assertThat(next.meters
                            .get("peerscribe.recording.journals.rejected")
                            .counter()
                            .count())
                    .isEqualTo(bad.length);
        }
    }

    private static double recoveredOf(RecordingBench agent) {
        return agent.meters.get("peerscribe.recording.recovered").counter().count();
    }

    /** Copies the folder of a recording under way as it is at that moment, as a killed process leaves it. */
    private String crash(VideoCodec codec) throws Exception {
        return crash(codec, 0);
    }

    private String crash(VideoCodec codec, double from) throws Exception {
        try (RecordingBench bench = new RecordingBench(directory, RecordingBench.properties(directory, codec))) {
            bench.sessions.open(MEETING, "aa11", "video", TrackKind.VIDEO);
            bench.sessions.open(MEETING, "aa11", "audio", TrackKind.AUDIO);
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            bench.attached("aa11", "video");
            bench.attached("aa11", "audio");
            bench.talk("aa11", from, 7.4, 320, 180);
            await().atMost(Duration.ofSeconds(10)).until(() -> bench.queued() == 0);
            awaitJournal(id, "aa11-1");
            leave(id);
            bench.stop(id);
            return id;
        }
    }

    /** What there is of a recording at the moment, as a killed process leaves it. */
    private void leave(String id) throws IOException {
        Files.createDirectory(crashed.resolve(id));
        try (Stream<Path> files = Files.list(directory.resolve(id))) {
            for (Path file : files.filter(each -> !each.toString().endsWith(Remux.TEMPORARY))
                    .toList()) {
                Files.copy(file, crashed.resolve(id).resolve(file.getFileName()));
            }
        }
    }

    private void awaitJournal(String id, String words) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(directory.resolve(id).resolve("recording.json"))
                        .content()
                        .contains(words));
    }

    private static void cut(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }
}
