package dev.peerscribe.recording;

import static dev.peerscribe.media.TrackKind.AUDIO;
import static dev.peerscribe.media.TrackKind.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.PeerState;
import dev.peerscribe.media.TrackQuality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QualityTest {
    private static final TestClip CLIP = TestClip.pictures(Codec.VP8, 320, 180);

    @TempDir
    Path directory;

    @Test
    void aFileSaysHowItsTracksCameThroughWhileItWasRecorded() {
        RecordingProperties segments = RecordingBench.properties(
                directory,
                VideoCodec.VP8,
                RecordingFormat.AUTO,
                new RecordingProperties.SegmentLimits(Duration.ofSeconds(2), null));
        try (RecordingBench bench = new RecordingBench(directory, segments)) {
            bench.sessions.measured("video", new TrackQuality(1000, 10, 3, 2, 0.005, 90_000, 1));
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            call.talk(CLIP, 0, 1);
            awaitFiles(bench, 1);
            bench.sessions.measured("video", new TrackQuality(1200, 14, 4, 2, 0.007, 140_000, 1));
            call.talk(CLIP, 1, 3);
            awaitFiles(bench, 2);
            bench.sessions.measured("video", new TrackQuality(1300, 14, 4, 5, 0.001, 150_000, 1));
            call.talk(CLIP, 3, 4);
            List<RecordedFile> files = call.stop().files();

            assertThat(files).hasSize(2);
            assertThat(quality(files.get(0))).isEqualTo(new TrackQuality(200, 4, 1, 0, 0.007, 50_000, 200));
            assertThat(quality(files.get(1))).isEqualTo(new TrackQuality(100, 0, 0, 3, 0.001, 10_000, 40));
            assertThat(files.get(0).tracks().get(1).quality()).isNull();
        }
    }

    @Test
    void aGapWithoutLossIsAMuteOneWithLossTheNetworksAndOneWithoutALinkAnAbsence() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            bench.sessions.measured("video", new TrackQuality(100, 1, 0, 0, 0, 1000, 0));
            SentCall call = SentCall.recorded(bench, VIDEO);
            call.show(CLIP, 0, 1);
            call.show(CLIP, 4, 7);
            bench.written(VIDEO, 120);
            bench.sessions.measured("video", new TrackQuality(100, 7, 0, 0, 0, 1000, 0));
            call.show(CLIP, 10, 13);
            bench.written(VIDEO, 210);
            state(bench, PeerState.CONNECTED, PeerState.DISCONNECTED);
            bench.ticker.set(bench.at(13.5));
            state(bench, PeerState.DISCONNECTED, PeerState.CONNECTED);
            call.show(CLIP, 14, 15);
            bench.written(VIDEO, 240);
            call.show(CLIP, 18, 19);
            assertThat(call.stop().gaps())
                    .extracting(RecordingGap::cause)
                    .containsExactly(
                            RecordingGap.Cause.MUTE,
                            RecordingGap.Cause.NETWORK_LOSS,
                            RecordingGap.Cause.PEER_AWAY,
                            RecordingGap.Cause.MUTE);
        }
    }

    @Test
    void aFreezeOfDecodedPicturesIsListedWhereSomethingWasLost() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            bench.sessions.measured("video", new TrackQuality(100, 1, 0, 0, 0, 1000, 0));
            bench.sessions.open(RecordingBench.MEETING, "aa11", "video", VIDEO);
            String id = bench.service
                    .start(RecordingBench.MEETING, "Meeting", null, null, null)
                    .id();
            bench.attached("aa11", "video");
            show(bench, 0, 1);
            show(bench, 2, 5); // nothing was lost: the sender rested
            bench.written(VIDEO, 120);
            bench.sessions.measured("video", new TrackQuality(100, 5, 0, 1, 0, 1000, 0));
            show(bench, 5.5, 6);
            assertThat(bench.stop(id).gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.cause()).isEqualTo(RecordingGap.Cause.NETWORK_LOSS);
                assertThat(gap.from()).isEqualTo(RecordingBench.START.plusNanos(4_966_666_667L));
                assertThat(gap.to()).isEqualTo(RecordingBench.START.plusMillis(5500));
            });
        }
    }

    private static void show(RecordingBench bench, double from, double to) {
        for (long i = Math.round(from * 30); i < to * 30; i++) {
            bench.picture("aa11", i / 30.0, 160, 90);
        }
    }

    /** What a peer's state became is done on the control thread: a look at the recordings that comes after it shows it. */
    private static void state(RecordingBench bench, PeerState from, PeerState to) {
        bench.service.on(new MediaEvent.PeerStateChanged(RecordingBench.MEETING, "aa11", from, to));
        bench.open("marker-" + to, "audio", AUDIO);
        bench.close("marker-" + to, "audio", AUDIO);
    }

    private static void awaitFiles(RecordingBench bench, int files) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> bench.service
                                .ofMeeting(RecordingBench.MEETING)
                                .orElseThrow()
                                .files()
                                .size()
                        == files);
    }

    /** With its bit rate in kbit/s, since a file may last a millisecond longer. */
    private static TrackQuality quality(RecordedFile file) {
        TrackQuality quality = Objects.requireNonNull(file.tracks().getFirst().quality());
        return new TrackQuality(
                quality.packetsReceived(),
                quality.packetsLost(),
                quality.framesDropped(),
                quality.freezes(),
                quality.jitterSeconds(),
                quality.bytes(),
                Math.round(quality.bitsPerSecond() / 1000.0));
    }
}
