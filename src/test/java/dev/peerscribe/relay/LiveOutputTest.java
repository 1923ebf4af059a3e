package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.faults.FreePort;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.MediaProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What arrives at destinations as they are: FFmpeg's own listeners, and files. */
@Timeout(90)
class LiveOutputTest {
    @TempDir
    Path directory;

    @Test
    void hlsIsAPlaylistOfSegmentsThatPlay() throws Exception {
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=hls:")) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("hls:stage");
            bench.awaitPictures(id, 90);
            assertThat(bench.relay(id).participant()).isEqualTo("aa11");
            assertThat(bench.relay(id).bitRate()).isPositive();
            assertThat(bench.service.end(RelayBench.MEETING, id)).isTrue();
            Path playlist = directory.resolve("live/stage/index.m3u8");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(playlist).content().contains("#EXT-X-ENDLIST"));

            FlashesAndBeeps.assertIn(
                    MediaProbe.of(FfmpegProgram.copy(playlist.toString(), directory.resolve("hls.mkv"))));
        }
    }

    @Test
    void theListOfHlsSegmentsIsBoundedAndSoIsTheDisk() throws Exception {
        try (RelayBench bench = new RelayBench(
                directory,
                "allowed-targets=hls:",
                "hls.segments=2",
                "hls.segment=500ms",
                "video.keyframe-interval=500ms")) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("hls:stage");
            bench.awaitPictures(id, 125);
            try (var files = Files.list(directory.resolve("live/stage"))) {
                assertThat(files).hasSizeBetween(3, 6);
            }
        }
    }

    @Test
    void rtmpIsReceivedAndDecoded() throws Exception {
        int port = FreePort.any();
        Path received = directory.resolve("rtmp.mkv");
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=rtmp://127.0.0.1");
                FfmpegProgram listener = Listeners.rtmp(directory, port, received)) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("rtmp://127.0.0.1:" + port + "/live/secret-key");
            bench.awaitPictures(id, 75);
            assertThat(bench.relay(id).state()).isEqualTo(RelayState.LIVE);
            bench.service.end(RelayBench.MEETING, id);
            listener.awaitEnd();

            FlashesAndBeeps.assertIn(MediaProbe.of(received));
            assertThat(bench.events.toString()).doesNotContain("secret-key");
        }
    }

    @Test
    void srtWithAPassphraseIsReceivedAndDecoded() throws Exception {
        int port = FreePort.any();
        Path received = directory.resolve("srt.mkv");
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=srt://127.0.0.1");
                FfmpegProgram listener = FfmpegProgram.start(
                        directory.resolve("srt.log"),
                        "-i",
                        "srt://127.0.0.1:" + port + "?mode=listener&passphrase=correct-horse&pbkeylen=32",
                        "-c",
                        "copy",
                        received.toString())) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin(
                    "srt://127.0.0.1:" + port + "?streamid=publish/stage&passphrase=correct-horse&pbkeylen=32");
            bench.awaitPictures(id, 100);
            bench.service.end(RelayBench.MEETING, id);
            listener.awaitEnd();

            FlashesAndBeeps.assertIn(MediaProbe.of(received));
        }
    }

    @Test
    void aWrongSrtPassphraseIsTheDestinationsRefusal() throws Exception {
        int port = FreePort.any();
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=srt://127.0.0.1");
                FfmpegProgram listener = FfmpegProgram.start(
                        directory.resolve("srt.log"),
                        "-i",
                        "srt://127.0.0.1:" + port + "?mode=listener&passphrase=correct-horse",
                        "-c",
                        "copy",
                        directory.resolve("none.mkv").toString())) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("srt://127.0.0.1:" + port + "?passphrase=another-horse");
            assertThat(bench.awaitFailure(id).fault()).isEqualTo(RelayCause.Fault.DESTINATION);
            assertThat(bench.relay(id).frames().pictures()).isZero();
            assertThat(bench.relay(id).toString() + bench.events).doesNotContain("another-horse");
            assertThat(listener.receives()).isFalse();
        }
    }

    @Test
    void rtspIsAnnouncedRecordedAndDecoded() throws Exception {
        int port = FreePort.any();
        Path received = directory.resolve("rtsp.mkv");
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=rtsp://127.0.0.1");
                FfmpegProgram listener = FfmpegProgram.start(
                        directory.resolve("rtsp.log"),
                        "-rtsp_flags",
                        "listen",
                        "-listen_timeout",
                        "60",
                        "-rtsp_transport",
                        "tcp",
                        "-i",
                        "rtsp://127.0.0.1:" + port + "/stage",
                        "-c",
                        "copy",
                        received.toString())) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("rtsp://127.0.0.1:" + port + "/stage");
            bench.awaitPictures(id, 75);
            bench.service.end(RelayBench.MEETING, id);
            listener.awaitEnd();

            FlashesAndBeeps.assertIn(MediaProbe.of(received));
        }
    }

    @Test
    void soundAloneGoesOutAndPicturesJoinIt() throws Exception {
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=hls:")) {
            bench.opens("aa11", "audio", TrackKind.AUDIO);
            bench.speaks("aa11", true, false, 0, 0);
            String id = bench.begin("hls:stage");
            bench.awaitState(id, RelayState.LIVE);
            bench.opens("aa11", "video", TrackKind.VIDEO);
            bench.speaks("aa11", false, true, 160, 120);
            bench.awaitPictures(id, 50);
            assertThat(bench.relay(id).state()).isEqualTo(RelayState.LIVE);
            assertThat(bench.relay(id).reconnects()).isZero();
            assertThat(bench.relay(id).lastError()).isNull();
        }
    }

    @Test
    void theNextParticipantIsTakenWhenTheFirstHasLeft() throws Exception {
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=hls:")) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("hls:stage");
            bench.awaitPictures(id, 10);
            bench.talks("bb22", 160, 120);
            bench.closes("aa11", "audio", TrackKind.AUDIO);
            bench.closes("aa11", "video", TrackKind.VIDEO);
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(
                            () -> assertThat(bench.relay(id).participant()).isEqualTo("bb22"));
            bench.awaitPictures(id, 20);
            assertThat(bench.relay(id).reconnects()).isZero();
        }
    }
}
