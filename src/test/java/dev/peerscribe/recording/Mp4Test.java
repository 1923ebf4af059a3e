package dev.peerscribe.recording;

import static dev.peerscribe.media.TrackKind.AUDIO;
import static dev.peerscribe.media.TrackKind.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.codec.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class Mp4Test {
    @TempDir
    Path directory;

    @TempDir
    Path crashed;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VP8")
    void everyFlashAndBeepIsInTheFileAndInSync(VideoCodec codec) throws Exception {
        try (RecordingBench bench = new RecordingBench(directory, mp4(directory, codec))) {
            SentCall.recorded(bench, VIDEO, AUDIO);
            bench.talk("aa11", 0.25, 5.25, 320, 180);
            RecordingSnapshot recording = stop(bench);

            RecordedFile file = EncodedRecordingTest.only(recording);
            assertThat(recording.error()).isNull();
            assertThat(file.name()).isEqualTo("aa11-1.mp4");
            assertThat(file.note()).isNull();
            assertThat(media(directory.resolve(recording.id()))).containsExactly("aa11-1.mp4");
            assertThat(file.sha256()).isEqualTo(FileSeal.sha256(bench.path(recording, 0)));
            assertThat(file.bytes()).isEqualTo(Files.size(bench.path(recording, 0)));
            assertThat(file.durationSeconds()).isCloseTo(5, within(0.1));

            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.pictures()).hasSize(150);
            assertThat(probe.durationSeconds()).isCloseTo(5, within(0.1));
            RecordingFilesTest.assertInSync(probe, file.offsetSeconds(), 5, 0.04);
            assertThat(boxes(bench.path(recording, 0))).startsWith("ftyp", "moov");
            assertThat(MediaProbe.seek(bench.path(recording, 0), 4)).isBetween(1.9, 4.0);
            try (MediaInput input = new MediaInput(bench.path(recording, 0))) {
                assertThat(input.startedAt()).isEqualTo(RecordingBench.START);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"VP9", "H264", "AV1"})
    void copiedFramesAreInTheFileBitForBitAtTheirTimes(Codec codec) throws Exception {
        try (RecordingBench bench = new RecordingBench(directory, mp4(directory, VideoCodec.H264))) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(TestClip.pictures(codec, 320, 180), 1, 3, facts -> facts.turned(90));
            call.speak(3, 4); // nothing to be seen for a while: the picture stands
            call.talk(TestClip.pictures(codec, 640, 360), 4, 5, facts -> facts.turned(90));
            RecordingSnapshot recording = call.stop();

            RecordedFile file = EncodedRecordingTest.only(recording);
            assertThat(file.name()).isEqualTo("aa11-1.mp4");
            assertThat(file.offsetSeconds()).isEqualTo(1);
            assertThat(file.durationSeconds()).isCloseTo(4, within(0.03));
            assertThat(file.tracks().getFirst()).isEqualTo(new RecordedTrack(VIDEO, codec.name(), 320, 180, 90));
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.pictures()).hasSize(90);
            assertThat(probe.rotation()).isEqualTo(90);
            assertThat(probe.durationSeconds()).isCloseTo(4, within(0.03));
            EncodedRecordingTest.assertHolds(probe, codec, file.offsetSeconds(), call.pictures, call.sounds);
        }
    }

    @Test
    void soundAloneIsAFileToo() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory, mp4(directory, VideoCodec.H264))) {
            SentCall call = SentCall.recorded(bench, AUDIO);
            call.speak(0, 2);
            RecordingSnapshot recording = call.stop();
            assertThat(EncodedRecordingTest.only(recording).name()).isEqualTo("aa11-1.mp4");
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            EncodedRecordingTest.assertHolds(probe, Codec.H264, 0, List.of(), call.sounds);
        }
    }

    @Test
    void whatMp4DoesNotHoldStaysAsItIsAndSaysWhy() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory, mp4(directory, VideoCodec.H264))) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(TestClip.pictures(Codec.VP8, 320, 180), 0, 1);
            call.talk(TestClip.pictures(Codec.H264, 320, 180), 1, 2);
            RecordingSnapshot recording = call.stop();

            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.error()).isNull();
            assertThat(recording.files()).extracting(RecordedFile::name).containsExactly("aa11-1.webm", "aa11-2.mp4");
            assertThat(recording.files().get(0).note()).contains("VP8");
            assertThat(recording.files().get(1).note()).isNull();
            assertThat(MediaProbe.of(bench.path(recording, 0)).pictures()).hasSize(30);
            assertThat(MediaProbe.of(bench.path(recording, 1)).pictures()).hasSize(30);
            assertThat(bench.meters
                            .get("peerscribe.recording.conversions")
                            .tag("outcome", "kept")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
        assertThatThrownBy(() -> mp4(directory, VideoCodec.VP8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("peerscribe.recording.format")
                .hasMessageContaining("set that to H264 or VP9");
    }

    @Test
    void oneRecordingCanBeMp4WhereOthersAreNot() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory, auto(directory))) {
            SentCall call = SentCall.recordedAs(RecordingFormat.MP4, bench, VIDEO, AUDIO);
            call.talk(TestClip.pictures(Codec.H264, 320, 180), 0, 1);
            RecordingSnapshot recording = call.stop();
            assertThat(recording.format()).isEqualTo(RecordingFormat.MP4);
            assertThat(EncodedRecordingTest.only(recording).name()).isEqualTo("aa11-1.mp4");
            assertThat(directory.resolve(recording.id()).resolve("recording.json"))
                    .content()
                    .contains("\"format\":\"MP4\"");
        }
    }

    @Test
    void whatAKilledProcessLeftBecomesWhatItWasToBeWhateverIsConfiguredNow() throws Exception {
        String id = crash();
        try (RecordingBench next = new RecordingBench(crashed, auto(crashed))) {
            RecordingSnapshot recording = next.finished(id);
            assertThat(recording.format()).isEqualTo(RecordingFormat.MP4);
            assertThat(media(crashed.resolve(id))).containsExactly("aa11-1.mp4");
        }
    }

    @Test
    void everythingCanBeMatroska() throws Exception {
        RecordingProperties matroska = RecordingBench.properties(
                directory, VideoCodec.VP8, RecordingFormat.MATROSKA, RecordingProperties.SegmentLimits.NONE);
        try (RecordingBench bench = new RecordingBench(directory, matroska)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(TestClip.pictures(Codec.VP8, 320, 180), 0, 1);
            RecordingSnapshot recording = call.stop();
            assertThat(EncodedRecordingTest.only(recording).name()).isEqualTo("aa11-1.mkv");
            byte[] head = Arrays.copyOf(Files.readAllBytes(bench.path(recording, 0)), 64);
            assertThat(new String(head, StandardCharsets.ISO_8859_1)).contains("matroska");
            EncodedRecordingTest.assertHolds(
                    MediaProbe.of(bench.path(recording, 0)), Codec.VP8, 0, call.pictures, call.sounds);
        }
    }

    /** How far making an MP4 file had come. */
    enum CutOff {
        WHILE_RECORDING,
        IN_THE_COPY,
        BEFORE_THE_SOURCE_WENT,
        BEFORE_IT_WAS_NOTED,
        /** Which no order of ours can leave; a disk may. */
        WITH_A_BROKEN_COPY
    }

    @ParameterizedTest
    @EnumSource
    void whereverTheProcessIsKilledOneWholeFileIsLeft(CutOff moment) throws Exception {
        String id = crash();
        Path folder = crashed.resolve(id);
        Path source = folder.resolve("aa11-1.mkv");
        Path target = folder.resolve("aa11-1.mp4");
        if (moment != CutOff.WHILE_RECORDING) {
            Remux.repair(source);
            Mp4Copy.of(source, target);
            byte[] whole = Files.readAllBytes(target);
            switch (moment) {
                case IN_THE_COPY ->
                    Files.move(
                            Files.write(target, Arrays.copyOf(whole, whole.length / 2)),
                            folder.resolve("aa11-1.mp4.part"));
                case BEFORE_IT_WAS_NOTED -> Files.delete(source);
                case WITH_A_BROKEN_COPY -> Files.write(target, Arrays.copyOf(whole, 100));
                default -> {}
            }
        }
        try (RecordingBench next = new RecordingBench(crashed, mp4(crashed, VideoCodec.H264))) {
            RecordingSnapshot recording = next.finished(id);
            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.recovered()).isTrue();
            assertThat(media(folder)).containsExactly("aa11-1.mp4");
            RecordedFile file = EncodedRecordingTest.only(recording);
            assertThat(file.name()).isEqualTo("aa11-1.mp4");
            assertThat(file.peerName()).isEqualTo("Name of aa11");
            assertThat(file.offsetSeconds()).isEqualTo(1);
            assertThat(file.durationSeconds()).isGreaterThan(2.2);
            assertThat(file.tracks())
                    .containsExactly(
                            new RecordedTrack(VIDEO, "H264", 320, 180, null),
                            new RecordedTrack(AUDIO, "OPUS", null, null, null));
            assertThat(file.sha256()).isEqualTo(FileSeal.sha256(target));
            MediaProbe probe = MediaProbe.of(target);
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.pictures().size()).isGreaterThan(65);
        }
    }

    @Test
    void aFileWithoutRoomForItsCopyOrThatIsNoneIsLeftAsItIs() throws Exception {
        Path file = directory.resolve("aa11-1.mkv");
        Files.writeString(file, "no Matroska");
        assertThatThrownBy(() -> Mp4Conversion.replace(file, 0)).isInstanceOf(IOException.class);
        long free = Files.getFileStore(file).getTotalSpace();
        assertThatThrownBy(() -> Mp4Conversion.replace(file, free)).hasMessageContaining("no room");
        assertThat(media(directory)).containsExactly("aa11-1.mkv");
        assertThat(file).hasContent("no Matroska");
    }

    /** Copies the folder of a recording under way, as a killed process leaves it. */
    private String crash() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory, mp4(directory, VideoCodec.H264))) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(TestClip.pictures(Codec.H264, 320, 180), 1, 4);
            String id = bench.service
                    .ofMeeting(RecordingBench.MEETING)
                    .orElseThrow()
                    .id();
            Path folder = directory.resolve(id);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> bench.queued() == 0
                            && Files.readString(folder.resolve("recording.json"))
                                    .contains("aa11-1.mkv"));
            Files.createDirectory(crashed.resolve(id));
            for (String name : List.of("recording.json", "aa11-1.mkv")) {
                Files.copy(folder.resolve(name), crashed.resolve(id).resolve(name));
            }
            call.stop();
            return id;
        }
    }

    private static RecordingSnapshot stop(RecordingBench bench) {
        return bench.stop(
                bench.service.ofMeeting(RecordingBench.MEETING).orElseThrow().id());
    }

    private static RecordingProperties mp4(Path directory, VideoCodec codec) {
        return RecordingBench.properties(directory, codec, RecordingFormat.MP4, RecordingProperties.SegmentLimits.NONE);
    }

    private static RecordingProperties auto(Path directory) {
        return RecordingBench.properties(
                directory, VideoCodec.H264, RecordingFormat.AUTO, RecordingProperties.SegmentLimits.NONE);
    }

    private static List<String> media(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("aa11"))
                    .sorted()
                    .toList();
        }
    }

    /** The boxes of a file in their order (ISO/IEC 14496-12 §4.2). */
    private static List<String> boxes(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        List<String> names = new ArrayList<>();
        while (bytes.remaining() >= 8) {
            int size = bytes.getInt(bytes.position());
            names.add(new String(bytes.array(), bytes.position() + 4, 4, StandardCharsets.ISO_8859_1));
            bytes.position(Math.min(bytes.limit(), bytes.position() + Math.max(8, size)));
        }
        return names;
    }
}
