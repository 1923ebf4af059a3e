package dev.peerscribe.recording;

import static dev.peerscribe.recording.RecordingBench.MEETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.TrackKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.unit.DataSize;

@Timeout(60)
class RecordingServiceTest {
    @TempDir
    Path directory;

    @Test
    void eachPeerHasAFileAndAllAreOnOneTimeline() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 2, 320, 180);
            open(bench, "bb22");
            for (int i = 0; i < 20; i++) {
                bench.talk("aa11", 2 + i / 10.0, 2.1 + i / 10.0, 320, 180);
                bench.talk("bb22", 2 + i / 10.0, 2.1 + i / 10.0, 320, 180);
            }
            bench.service.on(new MediaEvent.PeerLeft(MEETING, "bb22", "gone"));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> bench.service.find(id).orElseThrow().files().stream()
                            .anyMatch(file -> file.sha256() != null));
            bench.talk("aa11", 4, 5, 320, 180);
            RecordingSnapshot recording = bench.stop(id);

            assertThat(recording.files()).extracting(RecordedFile::name).containsExactly("aa11-1.webm", "bb22-1.webm");
            assertThat(recording.files().get(1).offsetSeconds()).isCloseTo(2, within(0.02));
            assertThat(recording.files().get(1).durationSeconds()).isCloseTo(2, within(0.1));
            assertThat(recording.files().get(0).durationSeconds()).isCloseTo(5, within(0.1));
            RecordingFilesTest.assertInSync(MediaProbe.of(bench.path(recording, 1)), 2, 2, 0.04);
        }
    }

    @Test
    void aPeerThatComesBackGetsAFurtherFile() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            bench.close("aa11", "video", TrackKind.VIDEO);
            bench.close("aa11", "audio", TrackKind.AUDIO);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> bench.service.find(id).orElseThrow().files().stream()
                            .anyMatch(file -> file.sha256() != null));
            open(bench, "aa11");
            bench.talk("aa11", 2, 3, 320, 180);
            assertThat(bench.stop(id).files())
                    .extracting(RecordedFile::name)
                    .containsExactly("aa11-1.webm", "aa11-2.webm");
        }
    }

    @Test
    void aSecondPictureOfAPeerGetsAFileOfItsOwn() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.open("aa11", "screen", TrackKind.VIDEO);
            for (int i = 0; i < 20; i++) {
                bench.talk("aa11", i / 10.0, 0.1 + i / 10.0, 320, 180);
                bench.send("aa11", "screen", TestPicture.plain(bench.at(i / 10.0), 640, 360, 60, i));
            }
            RecordingSnapshot recording = bench.stop(id);
            assertThat(recording.files()).hasSize(2);
            assertThat(recording.files())
                    .anySatisfy(file -> assertThat(file.tracks())
                            .containsExactly(new RecordedTrack(TrackKind.VIDEO, "VP8", 640, 360, null)));
        }
    }

    @Test
    void statesFollowTheContractAndAreToldInOrder() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            assertThatThrownBy(() -> bench.service.start(MEETING, "Meeting", null, null, null))
                    .isInstanceOf(RecordingConflictException.class);
            open(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            bench.service.pause(id);
            bench.service.pause(id);
            bench.service.resume(id);
            assertThatThrownBy(() -> bench.service.delete(id)).isInstanceOf(RecordingConflictException.class);
            assertThat(bench.service.file(id, "aa11-1.webm")).isEmpty();
            RecordingSnapshot recording = bench.stop(id);
            bench.service.stop(id, EndReason.STOPPED);

            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.endedAt()).isNotNull();
            assertThatThrownBy(() -> bench.service.pause(id)).isInstanceOf(RecordingConflictException.class);
            assertThatThrownBy(() -> bench.service.resume(id)).isInstanceOf(RecordingConflictException.class);
            assertThat(bench.service.ofMeeting(MEETING)).hasValue(recording);
            assertThat(bench.events)
                    .containsExactly(
                            new RecordingEvent.RecordingStarted(MEETING, id),
                            changed(id, RecordingState.RECORDING, RecordingState.PAUSED),
                            changed(id, RecordingState.PAUSED, RecordingState.RECORDING),
                            changed(id, RecordingState.RECORDING, RecordingState.FINALIZING),
                            changed(id, RecordingState.FINALIZING, RecordingState.COMPLETE),
                            new RecordingEvent.RecordingFinished(MEETING, id, RecordingState.COMPLETE));
        }
    }

    @Test
    void aRecordingIsCompleteOnceWhatGoesAlongWithItIs() {
        List<String> told = new CopyOnWriteArrayList<>();
        BesideFile beside = new BesideFile("chat.jsonl", BesideFile.Kind.CHAT, 0, "00");
        RecordingCompanion companion = new RecordingCompanion() {
            @Override
            public void begin(RecordingSnapshot recording, Path folder) {
                told.add("begin " + recording.state() + " " + Files.isDirectory(folder));
            }

            @Override
            public List<BesideFile> complete(RecordingSnapshot recording, Path folder) {
                told.add("complete " + recording.state() + " "
                        + (recording.files().getFirst().sha256() != null));
                return List.of(beside);
            }
        };
        try (RecordingBench bench = new RecordingBench(
                directory, RecordingBench.properties(directory, VideoCodec.VP8), List.of(companion))) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            RecordingSnapshot recording = bench.stop(id);
            assertThat(told).containsExactly("begin RECORDING true", "complete FINALIZING true");
            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.beside()).containsExactly(beside);
        }
        try (RecordingBench next = new RecordingBench(directory)) {
            assertThat(next.service.list().getFirst().beside()).containsExactly(beside);
        }
    }

    @Test
    void aRecordingIsNoWorseForWhatGoesAlongWithItAndFails() {
        RecordingCompanion companion = new RecordingCompanion() {
            @Override
            public void begin(RecordingSnapshot recording, Path folder) {
                throw new IllegalStateException("a mistake");
            }

            @Override
            public List<BesideFile> complete(RecordingSnapshot recording, Path folder) throws IOException {
                throw new IOException("no space left");
            }
        };
        try (RecordingBench bench = new RecordingBench(
                directory, RecordingBench.properties(directory, VideoCodec.VP8), List.of(companion))) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            assertThat(bench.stop(id).state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(bench.meters
                            .counter("peerscribe.recording.companion.failures")
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    void eachCompanionFindsWhatThoseBeforeItLeftAndOneThatFailsCostsItsOwnOnly() {
        BesideFile first = new BesideFile("aa11-poster.jpg", BesideFile.Kind.POSTER, 0, "00", "aa11");
        BesideFile last = new BesideFile("events.jsonl", BesideFile.Kind.EVENTS, 0, "00");
        List<List<BesideFile>> found = new CopyOnWriteArrayList<>();
        List<RecordingCompanion> companions = List.of(
                leaving(recording -> List.of(first)),
                leaving(recording -> {
                    throw new IllegalStateException("a mistake");
                }),
                leaving(recording -> {
                    found.add(recording.beside());
                    return List.of(last);
                }));
        try (RecordingBench bench =
                new RecordingBench(directory, RecordingBench.properties(directory, VideoCodec.VP8), companions)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            assertThat(bench.stop(id).beside()).containsExactly(first, last);
            assertThat(found).containsExactly(List.of(first));
        }
    }

    @Test
    void whatTakesItsTimeBesideOneRecordingKeepsNobodyOutOfTheNext() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        RecordingCompanion slow = leaving(recording -> {
            begun.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        });
        try (RecordingBench bench =
                new RecordingBench(directory, RecordingBench.properties(directory, VideoCodec.VP8), List.of(slow))) {
            String first =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            bench.service.stop(first, EndReason.STOPPED);
            begun.await();
            bench.close("aa11", "audio", TrackKind.AUDIO);
            bench.close("aa11", "video", TrackKind.VIDEO);

            String second =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "bb22");

            assertThat(bench.service.find(first).orElseThrow().state()).isEqualTo(RecordingState.FINALIZING);
            bench.talk("bb22", 1, 2, 320, 180);
            released.countDown();
            assertThat(bench.finished(first).state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(bench.stop(second).state()).isEqualTo(RecordingState.COMPLETE);
        }
    }

    private static RecordingCompanion leaving(Function<RecordingSnapshot, List<BesideFile>> files) {
        return new RecordingCompanion() {
            @Override
            public void begin(RecordingSnapshot recording, Path folder) {
                // leaves something at the end only
            }

            @Override
            public List<BesideFile> complete(RecordingSnapshot recording, Path folder) {
                return files.apply(recording);
            }
        };
    }

    @Test
    void aRecordingOfNothingHasFailedAndSaysWhy() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            RecordingSnapshot recording = bench.stop(
                    bench.service.start(MEETING, "Meeting", null, null, null).id());
            assertThat(recording.state()).isEqualTo(RecordingState.FAILED);
            assertThat(recording.error()).contains("nothing was received");
            assertThat(bench.service.delete(recording.id())).isTrue();
        }
    }

    @Test
    void recordingsOutliveTheProcessAndCanBeDeleted() throws Exception {
        RecordingSnapshot recording;
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            bench.service.pause(id);
            recording = bench.stop(id);
        }
        try (RecordingBench next = new RecordingBench(directory)) {
            assertThat(next.service.list()).containsExactly(recording);
            assertThat(next.service.file(recording.id(), "aa11-1.webm")).isPresent();
            for (String name :
                    List.of("recording.json", "../" + recording.id() + "/aa11-1.webm", "", ".", "aa11-2.webm")) {
                assertThat(next.service.file(recording.id(), name)).isEmpty();
            }
            assertThat(next.service.file("../" + recording.id(), "aa11-1.webm")).isEmpty();
            assertThat(next.service.delete("..")).isFalse();
            assertThat(next.service.delete(recording.id())).isTrue();
            assertThat(next.service.delete(recording.id())).isFalse();
            assertThat(directory).isEmptyDirectory();
            assertThat(next.service.find(recording.id())).isEmpty();
        }
    }

    @Test
    void theEndOfTheApplicationCompletesWhatIsBeingRecorded() throws Exception {
        String id;
        try (RecordingBench bench = new RecordingBench(directory)) {
            id = bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 3, 320, 180);
        }
        try (RecordingBench next = new RecordingBench(directory)) {
            RecordingSnapshot recording = next.service.find(id).orElseThrow();
            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.recovered()).isFalse();
            assertThat(MediaProbe.of(next.path(recording, 0)).pictures()).hasSize(90);
        }
    }

    @Test
    void anOverloadedEncoderLosesPicturesBeforeSoundAndSaysSo() throws Exception {
        RecordingProperties properties = new RecordingProperties(
                directory,
                RecordingFormat.AUTO,
                RecordingProperties.SegmentLimits.NONE,
                new RecordingProperties.Video(VideoCodec.VP9, 0, 20_000, Duration.ofSeconds(2), 1),
                new RecordingProperties.Audio(64, OpusApplication.AUDIO),
                new RecordingProperties.Queue(4, DataSize.ofMegabytes(64), 4000, 1000, DataSize.ofMegabytes(16)),
                Duration.ofMillis(1500),
                Duration.ofSeconds(20),
                DataSize.ofMegabytes(1),
                DataSize.ofBytes(0));
        try (RecordingBench bench = new RecordingBench(directory, properties)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            long slowest = 0;
            for (int i = 0; i < 1000; i++) {
                byte[] pcm = new byte[960];
                long begun = System.nanoTime();
                bench.sessions.push("aa11", "audio", new AudioBlock(bench.at(i / 100.0), pcm, 48_000, 1));
                slowest = Math.max(slowest, System.nanoTime() - begun);
                if (i % 3 == 0) {
                    TestPicture picture = TestPicture.plain(bench.at(i / 100.0), 1280, 720, 60, i);
                    begun = System.nanoTime();
                    bench.sessions.push("aa11", "video", picture);
                    slowest = Math.max(slowest, System.nanoTime() - begun);
                }
            }
            bench.ticker.set(bench.at(10));
            RecordingSnapshot recording = bench.stop(id);

            assertThat(slowest).as("time that a native thread was held").isLessThan(RecordingBench.SECOND / 2);
            assertThat(bench.dropped(TrackKind.VIDEO, "overload")).isGreaterThan(10);
            assertThat(bench.dropped(TrackKind.AUDIO, "overload")).isZero();
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.soundEnd()).isCloseTo(10, within(0.05));
            assertThat(probe.pictures().size() + bench.dropped(TrackKind.VIDEO, "overload"))
                    .isEqualTo(334);
            assertThat(recording.gaps())
                    .isNotEmpty()
                    .allMatch(
                            gap -> gap.cause() == RecordingGap.Cause.ENCODER_OVERLOAD && gap.kind() == TrackKind.VIDEO);
        }
    }

    @Test
    void aStoppedRecordingEndsWithinTheBoundWithWhatIsThere() throws Exception {
        RecordingProperties properties = new RecordingProperties(
                directory,
                RecordingFormat.AUTO,
                RecordingProperties.SegmentLimits.NONE,
                new RecordingProperties.Video(VideoCodec.VP9, 0, 20_000, Duration.ofSeconds(2), 1),
                new RecordingProperties.Audio(64, OpusApplication.AUDIO),
                new RecordingProperties.Queue(400, DataSize.ofGigabytes(1), 4000, 1000, DataSize.ofMegabytes(16)),
                Duration.ofMillis(1500),
                Duration.ofSeconds(1),
                DataSize.ofMegabytes(1),
                DataSize.ofBytes(0));
        try (RecordingBench bench = new RecordingBench(directory, properties)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            for (int i = 0; i < 300; i++) {
                bench.sessions.push(
                        "aa11", "video", TestPicture.plain(bench.at(i / 30.0), 1280, 720, 40 + i % 100, 7 * i));
            }
            long begun = System.nanoTime();
            RecordingSnapshot recording = bench.stop(id);
            assertThat(System.nanoTime() - begun).isLessThan(4 * RecordingBench.SECOND);
            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(bench.dropped(TrackKind.VIDEO, "stop")).isPositive();
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.pictures().size() + bench.dropped(TrackKind.VIDEO, "stop"))
                    .isEqualTo(300);
        }
    }

    @Test
    void aFullDiskFailsThatFileOnly() throws Exception {
        Path full = Path.of("/dev/full");
        assertThat(Files.isWritable(full))
                .as("/dev/full, a disk that is always full")
                .isTrue();
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            // Every write to this name is answered by the kernel with "no space left on device".
            Files.createSymbolicLink(directory.resolve(id).resolve("aa11-1.webm"), full);
            open(bench, "aa11");
            open(bench, "bb22");
            for (int i = 0; i < 80; i++) {
                bench.talk("aa11", i / 10.0, (i + 1) / 10.0, 160, 90);
                bench.talk("bb22", i / 10.0, (i + 1) / 10.0, 160, 90);
            }
            RecordingSnapshot recording = bench.stop(id);

            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.error()).containsIgnoringCase("no space left");
            assertThat(recording.gaps())
                    .filteredOn(gap -> gap.peer().equals("aa11"))
                    .isNotEmpty()
                    .allMatch(gap -> gap.cause() == RecordingGap.Cause.DISK);
            assertThat(recording.gaps()).noneMatch(gap -> gap.peer().equals("bb22"));
            assertThat(bench.dropped(TrackKind.VIDEO, "disk")).isPositive();
            // the disk has room again for the second file, a few seconds later
            assertThat(recording.files()).extracting(RecordedFile::name).containsExactly("bb22-1.webm", "aa11-2.webm");
            assertThat(MediaProbe.of(bench.path(recording, 0)).pictures()).hasSize(240);
            MediaProbe second = MediaProbe.of(bench.path(recording, 1));
            assertThat(second.pictures()).hasSizeGreaterThan(30);
            RecordingFilesTest.assertInSync(
                    second,
                    recording.files().get(1).offsetSeconds(),
                    second.flashes(120).size(),
                    0.04);
        }
    }

    @Test
    void aFolderThatCannotBeMadeFailsTheRecordingAtOnce() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        try (RecordingBench bench =
                new RecordingBench(file, RecordingBench.properties(file.resolve("recordings"), VideoCodec.VP8))) {
            RecordingSnapshot recording = bench.service.start(MEETING, "Meeting", null, null, null);
            assertThat(recording.state()).isEqualTo(RecordingState.FAILED);
            assertThat(recording.error()).contains("folder");
            bench.finished(recording.id());
        }
    }

    @Test
    void whatCouldNotBeWrittenDownIsTriedAgainAndBeforeThatNoFileGoes() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            Path folder = directory.resolve(id);
            Path obstacle = Files.createDirectories(folder.resolve("recording.json" + Remux.TEMPORARY));
            Path inside = Files.createFile(obstacle.resolve("in the way"));
            RecordingSnapshot recording = bench.stop(id);

            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(bench.service.isKept(id)).isFalse();
            assertThat(bench.meters
                            .counter("peerscribe.recording.journals.unwritten")
                            .count())
                    .isPositive();
            assertThatThrownBy(() -> bench.service.release(id))
                    .isInstanceOf(RecordingConflictException.class)
                    .hasMessageContaining("not written down");
            assertThat(bench.path(recording, 0)).exists();
            assertThat(folder.resolve("recording.json")).content().doesNotContain("COMPLETE");

            Files.delete(inside);
            Files.delete(obstacle);
            await().until(() -> bench.service.isKept(id));
            assertThat(folder.resolve("recording.json")).content().contains("COMPLETE");
            assertThat(bench.service.release(id)).isPositive();
        }
    }

    @Test
    void whoGoesAlongHearsOfARemovalWhileEverythingIsStillThere() {
        List<String> heard = new CopyOnWriteArrayList<>();
        RecordingCompanion companion = new RecordingCompanion() {
            @Override
            public void begin(RecordingSnapshot recording, Path folder) {}

            @Override
            public List<BesideFile> complete(RecordingSnapshot recording, Path folder) {
                return List.of();
            }

            @Override
            public void removing(RecordingSnapshot recording) {
                heard.add(recording.id() + " "
                        + Files.exists(directory.resolve(recording.id()).resolve("recording.json")));
                throw new IllegalStateException("and keeps nobody from it");
            }
        };
        try (RecordingBench bench = new RecordingBench(
                directory, RecordingBench.properties(directory, VideoCodec.VP8), List.of(companion))) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            assertThatThrownBy(() -> bench.service.delete(id)).isInstanceOf(RecordingConflictException.class);
            bench.stop(id);

            assertThat(bench.service.delete(id)).isTrue();
            assertThat(bench.service.delete(id)).isFalse();

            assertThat(heard).containsExactly(id + " true");
            assertThat(directory.resolve(id)).doesNotExist();
        }
    }

    @Test
    void framesThatContradictThemselvesAreDroppedAndCounted() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            open(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            ByteBuffer small = ByteBuffer.allocateDirect(64);
            ByteBuffer heap = ByteBuffer.allocate(1 << 20);
            bench.send("aa11", "video", new TestPicture(bench.at(1), 320, 180, 0, small, small, small));
            bench.send("aa11", "video", new TestPicture(bench.at(1), 320, 180, 0, heap, heap, heap));
            bench.send("aa11", "video", new TestPicture(bench.at(1), 0, 0, 0, small, small, small));
            bench.send("aa11", "video", new TestPicture(bench.at(1), 1 << 20, 1, 0, small, small, small));
            bench.send("aa11", "audio", new AudioBlock(bench.at(1), new byte[0], 48_000, 1));
            bench.send("aa11", "audio", new AudioBlock(bench.at(1), new byte[961], 48_000, 1));
            bench.send("aa11", "audio", new AudioBlock(bench.at(1), new byte[960], 0, 1));
            bench.send("aa11", "audio", new AudioBlock(bench.at(1), new byte[960], 48_000, 0));
            bench.send("aa11", "audio", new AudioBlock(bench.at(1), new byte[960], 48_000, 9));
            bench.send("aa11", "audio", new AudioBlock(bench.at(1), new byte[48_000 * 4], 48_000, 1));
            bench.send("aa11", "video", TestPicture.plain(bench.at(0.2), 320, 180, 60, 0));
            bench.talk("aa11", 1, 2, 320, 180);
            RecordingSnapshot recording = bench.stop(id);

            assertThat(bench.dropped(TrackKind.VIDEO, "invalid")).isEqualTo(4);
            assertThat(bench.dropped(TrackKind.AUDIO, "invalid")).isEqualTo(6);
            assertThat(bench.dropped(TrackKind.VIDEO, "late")).isEqualTo(1);
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.pictures()).hasSize(60);
            RecordingFilesTest.assertInSync(probe, 0, 2, 0.04);
        }
    }

    @Test
    void readinessGoesDownWithTheDiskFull() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            RecordingProperties enough = RecordingBench.properties(directory, VideoCodec.VP8);
            RecordingProperties never = new RecordingProperties(
                    directory,
                    RecordingFormat.AUTO,
                    RecordingProperties.SegmentLimits.NONE,
                    enough.video(),
                    enough.audio(),
                    enough.queue(),
                    enough.headerWait(),
                    enough.stopBound(),
                    DataSize.ofTerabytes(1_000_000),
                    DataSize.ofBytes(0));
            assertThat(new RecordingHealthIndicator(enough, bench.service)
                            .health()
                            .getStatus())
                    .isEqualTo(Status.UP);
            assertThat(new RecordingHealthIndicator(never, bench.service)
                            .health()
                            .getStatus())
                    .isEqualTo(Status.OUT_OF_SERVICE);
        }
    }

    @Test
    void everyMeterHasADescription() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            assertThat(bench.meters.getMeters()).hasSizeGreaterThan(10).allSatisfy(meter -> {
                assertThat(meter.getId().getDescription()).isNotBlank();
                assertThat(meter.getId().getName()).startsWith("peerscribe.recording.");
                assertThat(meter.getId().getBaseUnit()).isNotBlank();
            });
        }
    }

    private static RecordingEvent changed(String id, RecordingState from, RecordingState to) {
        return new RecordingEvent.RecordingStateChanged(MEETING, id, from, to);
    }

    private static void open(RecordingBench bench, String peer) {
        bench.open(peer, "video", TrackKind.VIDEO);
        bench.open(peer, "audio", TrackKind.AUDIO);
    }
}
