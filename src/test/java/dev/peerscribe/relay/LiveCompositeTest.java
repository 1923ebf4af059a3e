package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.MediaProbe;
import dev.peerscribe.stage.Layout;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everybody in one picture and one sound, live. */
@Timeout(90)
class LiveCompositeTest {
    private static final int DARK = 40;

    @TempDir
    Path directory;

    @Test
    void participantsComeAndGoInOnePictureWhileItGoesOut() throws Exception {
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=hls:")) {
            bench.talks("aa11", 320, 180);
            String id = begin(bench, Layout.GRID);
            bench.awaitPictures(id, 50);
            bench.opens("bb22", "video", TrackKind.VIDEO);
            bench.speaks("bb22", false, true, 160, 90);
            bench.awaitPictures(id, 50);
            bench.closes("aa11", "video", TrackKind.VIDEO);
            bench.closes("aa11", "audio", TrackKind.AUDIO);
            bench.awaitPictures(id, 25);
            assertThat(bench.relay(id).layout()).isEqualTo(Layout.GRID);
            assertThat(bench.relay(id).participant()).isNull();
            assertThat(bench.relay(id).reconnects()).isZero();

            MediaProbe probe = received(bench, id);
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.pictures()).allMatch(picture -> picture.width() == 320 && picture.height() == 180);
            assertThat(probe.flashes(150))
                    .as("one alone has all of the picture")
                    .isNotEmpty();
            assertThat(probe.beeps(0.02)).hasSizeGreaterThanOrEqualTo(3);
            // Two of 16:9 side by side leave half of the picture dark.
            assertThat(probe.pictures()).anyMatch(picture -> Math.abs(picture.luma() - (DARK + 16) / 2.0) < 8);
        }
    }

    @Test
    void whoIsAloneIsSeenAndHeardAtTheSameTime() throws Exception {
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=hls:")) {
            bench.talks("aa11", 320, 180);
            String id = begin(bench, Layout.SPEAKER);
            bench.awaitPictures(id, 90);

            MediaProbe probe = received(bench, id);
            assertThat(probe.flashes(150)).hasSizeGreaterThanOrEqualTo(2);
            double flash = probe.flashes(150).get(1);
            double beep = probe.beeps(0.02).stream()
                    .min((a, b) -> Double.compare(Math.abs(a - flash), Math.abs(b - flash)))
                    .orElseThrow();
            assertThat(beep).isCloseTo(flash, within(0.08));
        }
    }

    @Test
    void aMeetingWithNobodyInItIsWaitedFor() {
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=hls:")) {
            String id = begin(bench, Layout.GRID);
            bench.awaitState(id, RelayState.WAITING);
            bench.talks("aa11", 320, 180);
            bench.awaitState(id, RelayState.LIVE);
        }
    }

    @Test
    void everybodyAndOneParticipantExcludeEachOther() {
        try (RelayBench bench = new RelayBench(directory, "allowed-targets=hls:")) {
            assertThatThrownBy(() -> bench.service.begin(
                            RelayBench.MEETING, new RelayRequest("hls:stage", "aa11", null, Layout.GRID)))
                    .isInstanceOf(InvalidRelayException.class)
                    .hasMessageContaining("layout");
        }
    }

    private static String begin(RelayBench bench, Layout layout) {
        return bench.service
                .begin(RelayBench.MEETING, new RelayRequest("hls:stage", null, null, layout))
                .id();
    }

    private MediaProbe received(RelayBench bench, String id) throws Exception {
        assertThat(bench.service.end(RelayBench.MEETING, id)).isTrue();
        Path playlist = directory.resolve("live/stage/index.m3u8");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(playlist).content().contains("#EXT-X-ENDLIST"));
        return MediaProbe.of(FfmpegProgram.copy(playlist.toString(), directory.resolve("hls.mkv")));
    }
}
