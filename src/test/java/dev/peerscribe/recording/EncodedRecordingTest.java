package dev.peerscribe.recording;

import static dev.peerscribe.media.TrackKind.AUDIO;
import static dev.peerscribe.media.TrackKind.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.media.EncodedFrame.Loss;
import dev.peerscribe.media.FakeSentFrame;
import dev.peerscribe.sender.Clip;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class EncodedRecordingTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void everyFrameIsInTheFileBitForBitAtItsTime(Codec codec) throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(TestClip.pictures(codec, 320, 180), 1, 5);
            RecordingSnapshot recording = call.stop();

            assertThat(recording.error()).isNull();
            assertThat(recording.gaps()).isEmpty();
            RecordedFile file = only(recording);
            assertThat(file.name()).isEqualTo(codec == Codec.H264 ? "aa11-1.mkv" : "aa11-1.webm");
            assertThat(file.offsetSeconds()).isEqualTo(1);
            assertThat(file.durationSeconds()).isCloseTo(4, within(0.03));
            assertThat(file.tracks())
                    .containsExactly(
                            new RecordedTrack(VIDEO, codec.name(), 320, 180, null),
                            new RecordedTrack(AUDIO, "OPUS", null, null, null));
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.pictures()).hasSize(120);
            assertThat(probe.durationSeconds()).isCloseTo(4, within(0.03));
            assertThat(probe.indexEntries()).isGreaterThanOrEqualTo(3);
            assertHolds(probe, codec, file.offsetSeconds(), call.pictures, call.sounds);
            RecordingFilesTest.assertInSync(probe, file.offsetSeconds(), 4, 0.02);
            assertThat(probe.packets()).extracting(MediaProbe.Packet::seconds).isSorted();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void aSceneWithNoiseComesThroughWhole(Codec codec) throws Exception {
        TestClip clip = TestClip.of(Clip.video(codec, 640, 360, TestClip.PICTURES, 2, TestClip.PICTURES, 2_000_000));
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(clip, 0, 2);
            RecordingSnapshot recording = call.stop();
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.pictures()).hasSize(60);
            assertHolds(probe, codec, 0, call.pictures, call.sounds);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void theSizeMayChangeWithAKeyFrame(Codec codec) throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(TestClip.pictures(codec, 320, 180), 0, 1);
            call.talk(TestClip.pictures(codec, 640, 360), 1, 2);
            call.talk(TestClip.pictures(codec, 160, 90), 2, 3);
            RecordingSnapshot recording = call.stop();

            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(recording.files()).hasSize(1);
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.pictures()).hasSize(90);
            for (int i = 0; i < 90; i++) {
                assertThat(probe.pictures().get(i).width()).isEqualTo(new int[] {320, 640, 160}[i / 30]);
            }
            assertHolds(probe, codec, 0, call.pictures, call.sounds);
            RecordingFilesTest.assertInSync(probe, 0, 3, 0.02);
        }
    }

    @Test
    void aPlayerIsToldHowTheCameraIsHeld() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            TestClip clip = TestClip.pictures(Codec.VP8, 320, 180);
            call.talk(clip, 0, 1, facts -> facts.turned(90));
            FakeSentFrame turned = call.picture(clip, 30, facts -> facts.turned(90));
            // A camera is turned between key frames: the file goes on until a file can begin.
            FakeSentFrame upright = call.picture(clip, 31, facts -> facts);
            call.talk(clip, 2, 3, facts -> facts.turned(-90));
            RecordingSnapshot recording = call.stop();

            assertThat(turned.requests()).isZero();
            assertThat(upright.requests()).isEqualTo(1);
            assertThat(recording.files()).hasSize(2);
            assertThat(recording.files().get(0).tracks().getFirst())
                    .isEqualTo(new RecordedTrack(VIDEO, "VP8", 320, 180, 90));
            assertThat(recording.files().get(1).tracks().getFirst())
                    .isEqualTo(new RecordedTrack(VIDEO, "VP8", 320, 180, 270));
            MediaProbe first = MediaProbe.of(bench.path(recording, 0));
            assertThat(first.rotation()).isEqualTo(90);
            assertThat(first.pictures()).hasSize(32);
            MediaProbe second = MediaProbe.of(bench.path(recording, 1));
            assertThat(second.rotation()).isEqualTo(270);
            assertThat(second.pictures()).hasSize(30);
            assertThat(second.decodeErrors()).isZero();
        }
    }

    @Test
    void anotherCodecGetsAFileOfItsOwn() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(TestClip.pictures(Codec.VP8, 320, 180), 0, 1);
            call.talk(TestClip.pictures(Codec.H264, 320, 180), 1, 2);
            RecordingSnapshot recording = call.stop();

            assertThat(recording.files()).extracting(RecordedFile::name).containsExactly("aa11-1.webm", "aa11-2.mkv");
            assertThat(recording.files().get(1).offsetSeconds()).isEqualTo(1);
            MediaProbe second = MediaProbe.of(bench.path(recording, 1));
            assertThat(second.decodeErrors()).isZero();
            assertThat(second.pictures()).hasSize(30);
            assertThat(recording.gaps()).isEmpty();
        }
    }

    @Test
    void whatComesBeforeTheFirstKeyFrameIsNotWrittenAndListed() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            TestClip clip = TestClip.pictures(Codec.VP9, 320, 180);
            call.sound(20);
            FakeSentFrame first = call.picture(clip, 13, facts -> facts);
            call.talk(clip, 0.5, 2);
            RecordingSnapshot recording = call.stop();

            assertThat(first.requests()).isEqualTo(1);
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.pictures()).hasSize(30);
            assertThat(bench.dropped(VIDEO, "key_frame")).isEqualTo(16);
            assertThat(recording.gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.kind()).isEqualTo(VIDEO);
                assertThat(gap.cause()).isEqualTo(RecordingGap.Cause.KEY_FRAME);
                assertThat(gap.to()).isEqualTo(RecordingBench.START.plusSeconds(1));
            });
        }
    }

    @Test
    void picturesWithoutAnyKeyFrameMakeNoFileButAGap() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO);
            TestClip clip = TestClip.pictures(Codec.VP8, 320, 180);
            for (int i = 1; i < 100; i++) {
                call.picture(clip, 1 + i % 29, facts -> facts);
            }
            RecordingSnapshot recording = call.stop();
            assertThat(recording.state()).isEqualTo(RecordingState.FAILED);
            assertThat(recording.files()).isEmpty();
            assertThat(recording.gaps())
                    .singleElement()
                    .satisfies(gap -> assertThat(gap.cause()).isEqualTo(RecordingGap.Cause.KEY_FRAME));
        }
    }

    @Test
    void soundAloneAndPicturesAloneAreFilesToo() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, AUDIO);
            call.speak(0, 2);
            RecordingSnapshot recording = call.stop();
            assertThat(only(recording).tracks()).containsExactly(new RecordedTrack(AUDIO, "OPUS", null, null, null));
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertHolds(probe, Codec.VP8, 0, List.of(), call.sounds);
            assertThat(probe.soundEnd()).isCloseTo(2, within(0.03));
        }
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO);
            call.show(TestClip.pictures(Codec.AV1, 320, 180), 0, 2);
            RecordingSnapshot recording = call.stop();
            assertThat(only(recording).tracks()).containsExactly(new RecordedTrack(VIDEO, "AV1", 320, 180, null));
            assertHolds(MediaProbe.of(bench.path(recording, 0)), Codec.AV1, 0, call.pictures, List.of());
        }
    }

    @Test
    void gapsAreListedWithTheirCauseWhereTheyAreLongEnough() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            TestClip clip = TestClip.pictures(Codec.VP8, 320, 180);
            call.show(clip, 0, 1);
            call.picture(clip, 33, facts -> facts.after(Loss.NETWORK)); // 133 ms: too short
            call.picture(clip, 43, facts -> facts.after(Loss.NETWORK)); // 333 ms
            call.picture(clip, 90, facts -> facts.after(Loss.KEY_FRAME));
            call.picture(clip, 104, facts -> facts); // not lost: there was none
            call.show(clip, 6, 7);
            // Of silence a sender says something every 400 ms at most.
            for (int piece : new int[] {0, 1, 21, 60, 61, 135, 300}) {
                call.sound(piece);
            }
            RecordingSnapshot recording = call.stop();
            assertThat(recording.gaps())
                    .extracting(gap -> gap.kind() + " " + gap.cause() + " "
                            + gap.from()
                                            .minusMillis(RecordingBench.START.toEpochMilli())
                                            .toEpochMilli()
                                    / 10 + "-"
                            + gap.to()
                                            .minusMillis(RecordingBench.START.toEpochMilli())
                                            .toEpochMilli()
                                    / 10)
                    .containsExactly(
                            "VIDEO NETWORK_LOSS 110-143",
                            "VIDEO KEY_FRAME 143-300",
                            "AUDIO NO_MEDIA 272-600",
                            "VIDEO NO_MEDIA 346-600");
        }
    }

    @Test
    void afterAPauseThePicturesGoOnWithAKeyFrame() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            String id = bench.service
                    .ofMeeting(RecordingBench.MEETING)
                    .orElseThrow()
                    .id();
            TestClip clip = TestClip.pictures(Codec.VP8, 320, 180);
            call.talk(clip, 0, 1);
            bench.service.pause(id);
            call.talk(clip, 1, 2.5);
            bench.service.resume(id);
            FakeSentFrame after = call.picture(clip, 75, facts -> facts);
            call.talk(clip, 2.5 + 1 / 30.0, 4);
            RecordingSnapshot recording = call.stop();

            assertThat(after.requests()).isEqualTo(1);
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.pictures())
                    .hasSize(60)
                    .noneMatch(picture -> picture.seconds() > 1 && picture.seconds() < 3);
            assertThat(probe.beeps(0.1)).hasSize(2);
            assertThat(recording.gaps())
                    .extracting(gap -> gap.kind() + " " + gap.cause())
                    .containsExactlyInAnyOrder("VIDEO PAUSE", "AUDIO PAUSE", "VIDEO KEY_FRAME");
        }
    }

    static RecordedFile only(RecordingSnapshot recording) {
        assertThat(recording.files()).hasSize(1);
        return recording.files().getFirst();
    }

    /** The packets are the frames that were sent, in their order, with their bytes, at their times. */
    static void assertHolds(
            MediaProbe probe, Codec codec, double offset, List<SentCall.Sent> pictures, List<SentCall.Sent> sounds) {
        List<MediaProbe.Packet> shown =
                probe.packets().stream().filter(MediaProbe.Packet::video).toList();
        List<MediaProbe.Packet> heard =
                probe.packets().stream().filter(packet -> !packet.video()).toList();
        assertThat(shown).hasSameSizeAs(pictures);
        assertThat(heard).hasSameSizeAs(sounds);
        for (int i = 0; i < pictures.size(); i++) {
            assertThat(shown.get(i).seconds() + offset)
                    .isCloseTo(pictures.get(i).seconds(), within(0.001));
            byte[] sent = pictures.get(i).bytes();
            byte[] found = shown.get(i).data();
            if (codec == Codec.H264) {
                List<byte[]> units = TestClip.units(sent, false);
                List<byte[]> parts = TestClip.units(found, true);
                assertThat(parts.toArray(byte[][]::new)).isDeepEqualTo(units.toArray(byte[][]::new));
            } else {
                assertThat(found).isEqualTo(sent);
            }
        }
        for (int i = 0; i < sounds.size(); i++) {
            assertThat(heard.get(i).seconds() + offset).isCloseTo(sounds.get(i).seconds(), within(0.001));
            assertThat(Arrays.equals(heard.get(i).data(), sounds.get(i).bytes()))
                    .isTrue();
        }
    }
}
