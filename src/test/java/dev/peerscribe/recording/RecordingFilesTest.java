package dev.peerscribe.recording;

import static dev.peerscribe.recording.RecordingBench.MEETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.TrackKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class RecordingFilesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(VideoCodec.class)
    void everyFlashAndBeepIsInTheFileAndInSync(VideoCodec codec) throws Exception {
        try (RecordingBench bench = new RecordingBench(directory, RecordingBench.properties(directory, codec))) {
            String id = start(bench, "aa11");
            bench.talk("aa11", 0.25, 8.25, 320, 180);
            RecordingSnapshot recording = bench.stop(id);

            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.error()).isNull();
            assertThat(recording.gaps()).isEmpty();
            assertThat(recording.files()).hasSize(1);
            RecordedFile file = recording.files().getFirst();
            assertThat(file.name()).isEqualTo("aa11-1." + codec.container().extension());
            assertThat(file.peerName()).isEqualTo("Name of aa11");
            assertThat(file.offsetSeconds()).isCloseTo(0.25, within(0.02));
            assertThat(file.durationSeconds()).isCloseTo(8, within(0.1));
            assertThat(file.sha256()).isEqualTo(FileSeal.sha256(bench.path(recording, 0)));
            assertThat(file.bytes()).isEqualTo(Files.size(bench.path(recording, 0)));
            assertThat(file.tracks())
                    .containsExactly(
                            new RecordedTrack(TrackKind.VIDEO, codec.name(), 320, 180, null),
                            new RecordedTrack(TrackKind.AUDIO, "OPUS", null, null, null));

            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.pictures()).hasSize(240);
            assertThat(probe.durationSeconds()).isCloseTo(8, within(0.1));
            assertInSync(probe, file.offsetSeconds(), 8, 0.04);
        }
    }

    @Test
    void picturesKeepTheIrregularTimesAtWhichTheyCame() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = start(bench, "aa11");
            Random random = new Random(3);
            List<Double> times = new ArrayList<>();
            double t = 0.1;
            for (int i = 0; i < 150; i++) {
                times.add(Math.round(t * 1000) / 1000.0);
                t += 0.005 + random.nextDouble() * 0.12;
            }
            int next = 0;
            for (long block = 0; block / 100.0 < t; block++) {
                bench.block("aa11", block / 100.0, 480);
                while (next < times.size() && times.get(next) < (block + 1) / 100.0) {
                    bench.picture("aa11", times.get(next++), 320, 180);
                }
            }
            RecordingSnapshot recording = bench.stop(id);

            double offset = recording.files().getFirst().offsetSeconds();
            List<MediaProbe.Picture> pictures =
                    MediaProbe.of(bench.path(recording, 0)).pictures();
            assertThat(pictures).hasSize(times.size());
            for (int i = 0; i < times.size(); i++) {
                assertThat(pictures.get(i).seconds() + offset).isCloseTo(times.get(i), within(0.002));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(VideoCodec.class)
    void theSizeMayChangeInTheMiddle(VideoCodec codec) throws Exception {
        try (RecordingBench bench = new RecordingBench(directory, RecordingBench.properties(directory, codec))) {
            String id = start(bench, "aa11");
            bench.talk("aa11", 0, 2, 320, 180);
            bench.talk("aa11", 2, 4, 1280, 720);
            bench.talk("aa11", 4, 6, 640, 360);
            RecordingSnapshot recording = bench.stop(id);

            List<String> sizes = new ArrayList<>();
            List<Double> times = new ArrayList<>();
            for (int i = 0; i < recording.files().size(); i++) {
                MediaProbe probe = MediaProbe.of(bench.path(recording, i));
                assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
                double offset = recording.files().get(i).offsetSeconds();
                probe.pictures().forEach(picture -> {
                    sizes.add(picture.width() + "x" + picture.height());
                    times.add(picture.seconds() + offset);
                });
                probe.flashes(120)
                        .forEach(flash ->
                                assertThat(flash + offset).isCloseTo(Math.rint(flash + offset), within(0.002)));
            }
            assertThat(recording.files()).hasSize(codec.sizeInBand() ? 1 : 3);
            assertThat(sizes).hasSize(180);
            assertThat(sizes.stream().distinct()).containsExactly("320x180", "1280x720", "640x360");
            assertThat(sizes.stream().collect(Collectors.groupingBy(size -> size, Collectors.counting())))
                    .allSatisfy((size, count) -> assertThat(count).isEqualTo(60));
            assertThat(times).isSorted();
        }
    }

    @Test
    void aFinishedFileCanBeSoughtByAnIndexAtItsFront() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = start(bench, "aa11");
            bench.talk("aa11", 0, 11, 320, 180);
            RecordingSnapshot recording = bench.stop(id);

            Path file = bench.path(recording, 0);
            MediaProbe probe = MediaProbe.of(file);
            assertThat(probe.indexEntries()).isGreaterThanOrEqualTo(5);
            List<Double> keys = probe.pictures().stream()
                    .filter(MediaProbe.Picture::key)
                    .map(MediaProbe.Picture::seconds)
                    .toList();
            for (int i = 1; i < keys.size(); i++) {
                assertThat(keys.get(i) - keys.get(i - 1)).isLessThanOrEqualTo(2.05);
            }
            assertThat(MediaProbe.seek(file, 7)).isBetween(4.9, 7.0);
        }
    }

    @Test
    void muteLeavesTheSoundWholeAndIsListed() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = start(bench, "aa11");
            bench.talk("aa11", 0, 2, 320, 180);
            for (int i = 200; i < 700; i++) {
                bench.block("aa11", i / 100.0, 480);
            }
            bench.talk("aa11", 7, 9, 320, 180);
            RecordingSnapshot recording = bench.stop(id);

            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.pictures()).hasSize(120);
            assertThat(probe.beeps(0.1)).hasSize(9);
            assertThat(recording.gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.kind()).isEqualTo(TrackKind.VIDEO);
                assertThat(gap.cause()).isEqualTo(RecordingGap.Cause.NO_MEDIA);
                assertThat(gap.from()).isBetween(at(1.9), at(2));
                assertThat(gap.to()).isEqualTo(at(7));
            });
        }
    }

    @Test
    void soundIsNotHeldBackInTheFileWhileNoPictureComes() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = start(bench, "aa11");
            bench.talk("aa11", 0, 1, 320, 180);
            for (int i = 100; i < 2000; i++) {
                bench.block("aa11", i / 100.0, 480);
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> bench.queued() == 0);
            Path copy = directory.resolve("copy.webm");
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                Files.deleteIfExists(copy);
                Files.copy(directory.resolve(id).resolve("aa11-1.webm"), copy);
                assertThat(MediaProbe.of(copy).soundEnd()).isGreaterThan(18.9);
            });
            bench.stop(id);
        }
    }

    @Test
    void whatCameDuringAPauseIsNotInTheFileAndTheTimeGoesOn() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = start(bench, "aa11");
            bench.talk("aa11", 0, 3, 320, 180);
            assertThat(bench.service.pause(id).state()).isEqualTo(RecordingState.PAUSED);
            bench.talk("aa11", 3, 6, 320, 180);
            assertThat(bench.service.resume(id).state()).isEqualTo(RecordingState.RECORDING);
            bench.talk("aa11", 6, 9, 320, 180);
            RecordingSnapshot recording = bench.stop(id);

            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.durationSeconds()).isCloseTo(9, within(0.1));
            assertThat(probe.pictures())
                    .hasSizeBetween(179, 182)
                    .noneMatch(picture -> picture.seconds() > 3.05 && picture.seconds() < 5.95);
            assertThat(rounded(probe.flashes(120))).containsExactly(0L, 1L, 2L, 6L, 7L, 8L);
            assertThat(rounded(probe.beeps(0.1))).containsExactly(0L, 1L, 2L, 6L, 7L, 8L);
            assertThat(recording.gaps()).hasSize(2).allSatisfy(gap -> {
                assertThat(gap.cause()).isEqualTo(RecordingGap.Cause.PAUSE);
                assertThat(gap.from()).isBetween(at(2.95), at(3.01));
                assertThat(gap.to()).isBetween(at(5.95), at(6.01));
            });
            // sound and pictures after the pause are where they were
            assertInSync(probe, 0, 6, 0.04);
        }
    }

    @Test
    void anUnfinishedFileCanBePlayedToItsLastSecond() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = start(bench, "aa11");
            bench.talk("aa11", 0, 7, 320, 180);
            await().atMost(Duration.ofSeconds(10)).until(() -> bench.queued() == 0);
            Path copy = directory.resolve("copy.webm");
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                Files.deleteIfExists(copy);
                Files.copy(directory.resolve(id).resolve("aa11-1.webm"), copy);
                MediaProbe probe = MediaProbe.of(copy);
                assertThat(probe.decodeErrors()).isZero();
                assertThat(probe.pictures().getLast().seconds()).isGreaterThan(6);
                assertThat(probe.soundEnd()).isGreaterThan(6);
            });
            RecordedFile live = bench.service.find(id).orElseThrow().files().getFirst();
            assertThat(live.durationSeconds()).isGreaterThan(6);
            assertThat(live.bytes()).isGreaterThan(10_000);
            assertThat(live.sha256()).isNull();
            bench.stop(id);
        }
    }

    @Test
    void aKindThatComesMuchLaterGetsAFileOfItsOwn() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            bench.open("aa11", "audio", TrackKind.AUDIO);
            for (int i = 0; i < 300; i++) {
                bench.block("aa11", i / 100.0, 480);
            }
            bench.open("aa11", "video", TrackKind.VIDEO);
            bench.talk("aa11", 3, 6, 320, 180);
            RecordingSnapshot recording = bench.stop(id);

            assertThat(recording.files()).extracting(RecordedFile::name).containsExactly("aa11-1.webm", "aa11-2.webm");
            assertThat(recording.files().get(0).tracks()).hasSize(1);
            assertThat(recording.files().get(1).tracks()).hasSize(2);
            assertThat(recording.files().get(1).offsetSeconds()).isCloseTo(3, within(0.02));
            MediaProbe second = MediaProbe.of(bench.path(recording, 1));
            assertInSync(second, recording.files().get(1).offsetSeconds(), 3, 0.04);
        }
    }

    @Test
    void aTurnedPictureStandsUpright() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = start(bench, "aa11");
            for (int i = 0; i < 30; i++) {
                bench.block("aa11", i / 100.0, 480);
                TestPicture flat = TestPicture.plain(bench.at(i / 100.0), 320, 180, 40, 0);
                // A bright bar along the left edge: turned clockwise by 90 degrees it is along the upper edge.
                for (int y = 0; y < 180; y++) {
                    for (int x = 0; x < 320; x++) {
                        flat.y().put(y * flat.strideY() + x, (byte) (x < 80 ? 220 : 30));
                    }
                }
                flat.close();
                bench.send(
                        "aa11",
                        "video",
                        new TestPicture(bench.at(i / 100.0), 320, 180, 90, flat.y(), flat.u(), flat.v()));
            }
            RecordingSnapshot recording = bench.stop(id);

            assertThat(recording.files().getFirst().tracks().getFirst())
                    .isEqualTo(new RecordedTrack(TrackKind.VIDEO, "VP8", 180, 320, null));
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.pictures().getFirst().width()).isEqualTo(180);
            assertThat(probe.pictures().getFirst().topLuma()).isGreaterThan(180);
            assertThat(probe.pictures().getFirst().luma()).isLessThan(120);
        }
    }

    private static String start(RecordingBench bench, String peer) {
        bench.sessions.open(MEETING, peer, "video", TrackKind.VIDEO);
        bench.sessions.open(MEETING, peer, "audio", TrackKind.AUDIO);
        String id = bench.service.start(MEETING, "Meeting", null, null, null).id();
        bench.attached(peer, "video");
        bench.attached(peer, "audio");
        return id;
    }

    /** Each flash and beep is there, at whole seconds of the recording, and they are together. */
    static void assertInSync(MediaProbe probe, double offset, int expected, double tolerance) {
        List<Double> flashes = probe.flashes(120);
        List<Double> beeps = probe.beeps(0.1);
        assertThat(flashes).hasSize(expected);
        assertThat(beeps).hasSize(expected);
        for (int i = 0; i < expected; i++) {
            assertThat(flashes.get(i) + offset).isCloseTo(Math.rint(flashes.get(i) + offset), within(0.035));
            assertThat(beeps.get(i)).isCloseTo(flashes.get(i), within(tolerance));
        }
    }

    private static List<Long> rounded(List<Double> times) {
        return times.stream().map(Math::round).toList();
    }

    private static Instant at(double seconds) {
        return RecordingBench.START.plusNanos((long) (seconds * 1e9));
    }
}
