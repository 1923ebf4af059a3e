package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.recording.MediaProbe;
import java.util.List;

/** What {@link RelayBench}'s participants send, as it should arrive. */
final class FlashesAndBeeps {
    private FlashesAndBeeps() {}

    /** H264 and AAC without an error, and with each flash, but the first, its beep. */
    static void assertIn(MediaProbe probe) {
        assertThat(probe.videoCodec()).isEqualTo("h264");
        assertThat(probe.audioCodec()).isEqualTo("aac");
        assertThat(probe.decodeErrors()).isZero();
        assertThat(probe.pictures())
                .hasSizeGreaterThan(40)
                .allMatch(picture -> picture.width() == 320 && picture.height() == 180);
        // At its end an output may have a flash whose beep was still with the encoder.
        List<Double> flashes = probe.flashes(120).stream()
                .filter(flash -> flash < probe.pictures().getLast().seconds() - 0.5)
                .toList();
        List<Double> beeps = probe.beeps(0.1);
        assertThat(flashes).hasSizeGreaterThanOrEqualTo(2);
        for (double flash : flashes.subList(1, flashes.size())) {
            assertThat(beeps)
                    .as("%s and %s", flashes, beeps)
                    .anySatisfy(beep -> assertThat(beep).isCloseTo(flash, within(0.09)));
        }
    }
}
