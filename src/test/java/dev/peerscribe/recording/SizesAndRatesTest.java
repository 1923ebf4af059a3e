package dev.peerscribe.recording;

import static dev.peerscribe.media.TrackKind.AUDIO;
import static dev.peerscribe.media.TrackKind.VIDEO;
import static dev.peerscribe.recording.RecordingBench.MEETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.codec.Codec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ends of what senders send: 320x180 and 1920x1080, five pictures a second and sixty. */
@Timeout(120)
class SizesAndRatesTest {
    @TempDir
    Path directory;

    /** A picture that was sent; of every four that follow each other, what they show is the same. */
    private record Shown(double seconds, int width, int height, int luma) {
        /** The mean of it, with the square that stands in it. */
        double mean() {
            double square = height / 16.0 / width;
            return luma + square * (255 - 2 * luma);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VP8", "H264"})
    void picturesGrowFrom180LinesTo1080AndShrinkAgain(VideoCodec codec) throws Exception {
        try (RecordingBench bench = new RecordingBench(directory, RecordingBench.properties(directory, codec))) {
            List<Shown> sent = new ArrayList<>();
            String id = start(bench);
            show(bench, sent, 0, 0.8, 30, 320, 180);
            show(bench, sent, 0.8, 1.6, 30, 1920, 1080);
            show(bench, sent, 1.6, 2.4, 30, 320, 180);
            RecordingSnapshot recording = bench.stop(id);

            assertThat(recording.files()).hasSize(codec.sizeInBand() ? 1 : 3);
            assertHolds(bench, recording, sent);
        }
    }

    @Test
    void aTrackMayGoFromFivePicturesASecondToSixtyAndBack() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            List<Shown> sent = new ArrayList<>();
            String id = start(bench);
            show(bench, sent, 0, 3, 5, 320, 180);
            show(bench, sent, 3, 6, 60, 320, 180);
            show(bench, sent, 6, 9, 5, 320, 180);
            RecordingSnapshot recording = bench.stop(id);

            assertThat(recording.files()).hasSize(1);
            assertHolds(bench, recording, sent);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VP8", "H264"})
    void whatIsCopiedChangesItsSizeAndRateToo(Codec codec) throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO);
            TestClip small = TestClip.pictures(codec, 320, 180);
            TestClip large = TestClip.pictures(codec, 1920, 1080);
            for (int i = 0; i < TestClip.PICTURES; i++) {
                call.send(small.frame(i, bench.at(i / 60.0)));
            }
            for (int i = 0; i < TestClip.PICTURES; i++) {
                call.send(large.frame(i, bench.at(0.5 + i / 5.0)));
            }
            for (int i = 0; i < TestClip.PICTURES; i++) {
                call.send(small.frame(i, bench.at(6.5 + i / 60.0)));
            }
            RecordingSnapshot recording = call.stop();

            assertThat(recording.error()).isNull();
            assertThat(recording.gaps()).isEmpty();
            EncodedRecordingTest.only(recording);
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            EncodedRecordingTest.assertHolds(probe, codec, 0, call.pictures, List.of());
            assertThat(probe.pictures()).hasSize(3 * TestClip.PICTURES);
            for (int i = 0; i < probe.pictures().size(); i++) {
                MediaProbe.Picture picture = probe.pictures().get(i);
                assertThat(picture.seconds()).isCloseTo(call.pictures.get(i).seconds(), within(0.001));
                assertThat(picture.height()).isEqualTo(i / TestClip.PICTURES == 1 ? 1080 : 180);
                assertThat(picture.luma() > 120).as("bright").isEqualTo(i % TestClip.PICTURES < 3);
            }
        }
    }

    private static String start(RecordingBench bench) {
        bench.sessions.open(MEETING, "aa11", "video", VIDEO);
        bench.sessions.open(MEETING, "aa11", "audio", AUDIO);
        String id = bench.service.start(MEETING, "Meeting", null, null, null).id();
        bench.attached("aa11", "video");
        bench.attached("aa11", "audio");
        return id;
    }

    /** Sound, and so many pictures a second. */
    private static void show(
            RecordingBench bench, List<Shown> sent, double from, double to, int aSecond, int width, int height) {
        long block = Math.round(from * 100);
        for (long i = Math.round(from * aSecond); i < Math.round(to * aSecond); i++) {
            double seconds = i / (double) aSecond;
            while (block / 100.0 <= seconds) {
                bench.block("aa11", block++ / 100.0, 480);
            }
            Shown picture = new Shown(seconds, width, height, 60 + 20 * (sent.size() / 4 % 7));
            sent.add(picture);
            bench.send(
                    "aa11", "video", TestPicture.plain(bench.at(seconds), width, height, picture.luma(), 3 * (int) i));
        }
        while (block < Math.round(to * 100)) {
            bench.block("aa11", block++ / 100.0, 480);
        }
    }

    /** Each picture is in a file: itself, in its size, at its time; and nothing is said to be missing. */
    private static void assertHolds(RecordingBench bench, RecordingSnapshot recording, List<Shown> sent)
            throws Exception {
        assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
        assertThat(recording.error()).isNull();
        assertThat(recording.gaps()).isEmpty();
        int next = 0;
        for (int i = 0; i < recording.files().size(); i++) {
            MediaProbe probe = MediaProbe.of(bench.path(recording, i));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            for (MediaProbe.Picture picture : probe.pictures()) {
                assertThat(next).as("pictures so far").isLessThan(sent.size());
                Shown shown = sent.get(next);
                assertThat(picture.seconds() + recording.files().get(i).offsetSeconds())
                        .as("time of picture %s", next)
                        .isCloseTo(shown.seconds(), within(0.002));
                assertThat(picture.width() + "x" + picture.height())
                        .as("size of picture %s", next)
                        .isEqualTo(shown.width() + "x" + shown.height());
                assertThat(picture.luma()).as("what picture %s shows", next).isCloseTo(shown.mean(), within(8.0));
                next++;
            }
        }
        assertThat(next).as("pictures").isEqualTo(sent.size());
    }
}
