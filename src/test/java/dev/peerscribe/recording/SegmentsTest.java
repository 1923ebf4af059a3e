package dev.peerscribe.recording;

import static dev.peerscribe.media.TrackKind.AUDIO;
import static dev.peerscribe.media.TrackKind.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.media.FakeSentFrame;
import dev.peerscribe.recording.RecordingProperties.SegmentLimits;
import dev.peerscribe.sender.Clip;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

@Timeout(60)
class SegmentsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void copiedFramesAreInOneOfTheFilesEachAndNoneIsMissing(Codec codec) throws Exception {
        try (RecordingBench bench = bench(VideoCodec.VP8, Duration.ofMillis(1500), null)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(TestClip.pictures(codec, 320, 180), 1, 4);
            call.talk(TestClip.pictures(codec, 640, 360), 4, 6.5);
            RecordingSnapshot recording = call.stop();

            assertThat(recording.error()).isNull();
            assertThat(recording.gaps()).isEmpty();
            assertThat(recording.files())
                    .extracting(RecordedFile::offsetSeconds)
                    .containsExactly(1.0, 3.0, 5.0);
            assertThat(recording.files())
                    .allSatisfy(file -> assertThat(file.tracks()).hasSize(2));
            assertThat(recording.files().get(2).tracks().getFirst().width()).isEqualTo(640);
            assertHold(bench, recording, call);
        }
    }

    @Test
    void aKeyFrameIsAskedForWhenAFileIsLongEnough() {
        try (RecordingBench bench = bench(VideoCodec.VP8, Duration.ofMillis(1500), null)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            TestClip clip = TestClip.pictures(Codec.VP8, 320, 180);
            call.talk(clip, 0, 1.4);
            FakeSentFrame before = call.picture(clip, 42, facts -> facts);
            call.talk(clip, 43 / 30.0, 1.6);
            FakeSentFrame due = call.picture(clip, 48, facts -> facts);
            call.talk(clip, 49 / 30.0, 2);
            FakeSentFrame key = call.picture(clip, 60, facts -> facts);
            FakeSentFrame after = call.picture(clip, 61, facts -> facts);
            assertThat(call.stop().files()).hasSize(2);
            assertThat(before.requests()).isZero();
            assertThat(due.requests()).isEqualTo(1);
            assertThat(key.requests()).isZero();
            assertThat(after.requests()).isZero();
        }
    }

    @Test
    void soundThatComesLaterThanItsPicturesIsInTheFileOfItsTime() throws Exception {
        try (RecordingBench bench = bench(VideoCodec.VP8, Duration.ofSeconds(1), null)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            TestClip clip = TestClip.pictures(Codec.VP8, 320, 180);
            call.sound(0);
            for (int tenth = 0; tenth < 31; tenth++) {
                for (int i = 0; i < 3 && tenth < 28; i++) {
                    call.picture(clip, 3 * tenth + i, facts -> facts);
                }
                for (int i = 0; i < 5 && tenth >= 3; i++) {
                    int piece = 5 * (tenth - 3) + i;
                    if (piece > 0) {
                        call.sound(piece);
                    }
                }
            }
            RecordingSnapshot recording = call.stop();
            assertThat(recording.files())
                    .extracting(RecordedFile::offsetSeconds)
                    .containsExactly(0.0, 1.0, 2.0);
            assertHold(bench, recording, call);
            for (int i = 0; i < 3; i++) {
                assertThat(MediaProbe.of(bench.path(recording, i)).packets())
                        .allSatisfy(packet -> assertThat(packet.seconds()).isBetween(0.0, 0.999));
            }
        }
    }

    @Test
    void aFileThatIsLargeEnoughIsFollowedByAnother() throws Exception {
        TestClip clip =
                TestClip.of(Clip.video(Codec.VP8, 640, 360, TestClip.PICTURES, 2, TestClip.PICTURES, 4_000_000));
        try (RecordingBench bench = bench(VideoCodec.VP8, null, DataSize.ofMegabytes(1))) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(clip, 0, 8);
            RecordingSnapshot recording = call.stop();
            assertThat(recording.files()).hasSizeGreaterThan(1);
            assertThat(recording.files().getFirst().bytes()).isBetween(1L << 20, 3L << 20);
            assertHold(bench, recording, call);
        }
        assertThatThrownBy(() -> new SegmentLimits(null, DataSize.ofKilobytes(10)))
                .hasMessageContaining("peerscribe.recording.segment.size");
    }

    @Test
    void soundAloneIsCutWhereverItIs() throws Exception {
        try (RecordingBench bench = bench(VideoCodec.VP8, Duration.ofSeconds(2), null)) {
            SentCall call = SentCall.recorded(bench, AUDIO);
            call.speak(0, 5);
            RecordingSnapshot recording = call.stop();
            assertThat(recording.files())
                    .extracting(RecordedFile::offsetSeconds)
                    .containsExactly(0.0, 2.0, 4.0);
            assertHold(bench, recording, call);
        }
    }

    @Test
    void whereNoPictureComesForLongSoundGoesOnWithoutAndPicturesGetAFileAgain() throws Exception {
        try (RecordingBench bench = bench(VideoCodec.VP8, Duration.ofSeconds(2), null)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            TestClip clip = TestClip.pictures(Codec.VP8, 320, 180);
            call.talk(clip, 0, 1);
            call.speak(1, 14);
            call.talk(clip, 14, 15);
            RecordingSnapshot recording = call.stop();
            assertThat(recording.files())
                    .extracting(file -> file.tracks().size())
                    .containsExactly(2, 1, 1, 2);
            assertThat(recording.files().get(1).offsetSeconds()).isCloseTo(11, within(0.05));
            assertThat(recording.files().get(3).offsetSeconds()).isEqualTo(14);
            assertHold(bench, recording, call);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = VideoCodec.class,
            names = {"VP8", "H264"})
    void decodedFramesAreInOneOfTheFilesEachAndInSync(VideoCodec codec) throws Exception {
        try (RecordingBench bench = bench(codec, Duration.ofMillis(2600), null)) {
            SentCall.recorded(bench, VIDEO, AUDIO);
            bench.talk("aa11", 0, 7, 320, 180);
            RecordingSnapshot recording = bench.stop(bench.service
                    .ofMeeting(RecordingBench.MEETING)
                    .orElseThrow()
                    .id());

            assertThat(recording.gaps()).isEmpty();
            assertThat(recording.files()).hasSize(3);
            List<Double> seen = new ArrayList<>();
            double heard = 0;
            for (int i = 0; i < 3; i++) {
                double offset = recording.files().get(i).offsetSeconds();
                assertThat(offset).isCloseTo(i * 2.6, within(0.07));
                MediaProbe probe = MediaProbe.of(bench.path(recording, i));
                assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
                assertThat(probe.pictures().getFirst().key()).isTrue();
                assertThat(probe.durationSeconds()).isGreaterThan(0.5);
                RecordingFilesTest.assertInSync(probe, offset, i == 0 ? 3 : i == 1 ? 3 : 1, 0.04);
                probe.pictures().forEach(picture -> seen.add(picture.seconds() + offset));
                assertThat(probe.soundStart() + offset).isCloseTo(heard, within(0.03));
                heard = probe.soundEnd() + offset;
            }
            assertThat(seen).hasSize(210).isSorted();
            assertThat(heard).isCloseTo(7, within(0.05));
        }
    }

    private RecordingBench bench(VideoCodec codec, @Nullable Duration duration, @Nullable DataSize size) {
        return new RecordingBench(
                directory,
                RecordingBench.properties(directory, codec, RecordingFormat.AUTO, new SegmentLimits(duration, size)));
    }

    /** Every file plays alone and begins with a key frame, and together they hold what was sent, in order. */
    private static void assertHold(RecordingBench bench, RecordingSnapshot recording, SentCall call)
            throws IOException {
        List<Double> pictures = new ArrayList<>();
        List<Double> sounds = new ArrayList<>();
        for (int i = 0; i < recording.files().size(); i++) {
            double offset = recording.files().get(i).offsetSeconds();
            MediaProbe probe = MediaProbe.of(bench.path(recording, i));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.durationSeconds()).isGreaterThan(0.5);
            assertThat(probe.packets().stream().filter(MediaProbe.Packet::video).limit(1))
                    .allMatch(MediaProbe.Packet::key);
            assertThat(probe.packets().stream().filter(MediaProbe.Packet::video))
                    .hasSameSizeAs(probe.pictures());
            probe.packets().forEach(packet -> (packet.video() ? pictures : sounds).add(packet.seconds() + offset));
        }
        assertSame(pictures, call.pictures);
        assertSame(sounds, call.sounds);
    }

    private static void assertSame(List<Double> found, List<SentCall.Sent> sent) {
        assertThat(found).hasSameSizeAs(sent);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).isCloseTo(sent.get(i).seconds(), within(0.0011));
        }
    }
}
