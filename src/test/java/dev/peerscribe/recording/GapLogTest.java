package dev.peerscribe.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.RecordingGap.Cause;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GapLogTest {
    private static final long SECOND = 1_000_000_000L;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final GapLog gaps = new GapLog(new RecordingMetrics(meters), RecordingBench.START);

    @Test
    void ofGapsThatFindNoRoomItIsSaidHowManyAndHowLongTheyAre() {
        add(0, 1000);
        assertThat(gaps.unlisted()).isNull();
        add(1000, 1003);
        assertThat(gaps.snapshot()).hasSize(1000);
        assertThat(gaps.unlisted()).isEqualTo(new UnlistedGaps(3, 0.75));
        assertThat(meters.get("peerscribe.recording.gaps").counter().count()).isEqualTo(1003);
    }

    @Test
    void gapsOfOneCauseThatFollowEachOtherAreOne() {
        gaps.add("aa11", TrackKind.VIDEO, 0, SECOND, Cause.NETWORK_LOSS);
        gaps.add("aa11", TrackKind.VIDEO, SECOND + SECOND / 2, 2 * SECOND, Cause.NETWORK_LOSS);
        gaps.add("aa11", TrackKind.VIDEO, 2 * SECOND, 3 * SECOND, Cause.KEY_FRAME);
        gaps.add("aa11", TrackKind.VIDEO, 4 * SECOND, 5 * SECOND, Cause.NETWORK_LOSS);
        assertThat(gaps.snapshot())
                .extracting(gap -> Duration.between(gap.from(), gap.to()).toSeconds())
                .containsExactly(2L, 1L, 1L);
    }

    @Test
    void theyAreInTheOrderOfTheirBeginnings() {
        gaps.add("aa11", TrackKind.VIDEO, 5 * SECOND, 6 * SECOND, Cause.KEY_FRAME);
        gaps.lasts("aa11", TrackKind.AUDIO, SECOND, 7 * SECOND, Cause.MUTE);
        gaps.add("aa11", TrackKind.VIDEO, 2 * SECOND, 3 * SECOND, Cause.NETWORK_LOSS);
        assertThat(gaps.snapshot())
                .extracting(RecordingGap::cause)
                .containsExactly(Cause.MUTE, Cause.NETWORK_LOSS, Cause.KEY_FRAME);
    }

    /** So many of a quarter of a second each. */
    private void add(int from, int to) {
        for (int i = from; i < to; i++) {
            gaps.add("aa11", TrackKind.VIDEO, 10L * i * SECOND, 10L * i * SECOND + SECOND / 4, Cause.NETWORK_LOSS);
        }
    }
}
