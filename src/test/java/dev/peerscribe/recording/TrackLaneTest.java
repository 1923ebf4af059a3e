package dev.peerscribe.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.media.EncodedFrame.Loss;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackQuality;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrackLaneTest {
    private static final long MILLI = 1_000_000;

    private final Reception reception = new Reception();
    private final RecordingMetrics metrics = new RecordingMetrics(new SimpleMeterRegistry());
    private final GapLog gaps = new GapLog(metrics, RecordingBench.START);
    private TrackLane lane = new TrackLane("aa11", TrackKind.VIDEO, reception, metrics, gaps);
    private @Nullable TrackQuality quality;
    private long lost;
    private long dropped;

    @Test
    void aFreezeByLossIsAGapThoughItIsShort() {
        measured();
        shows(0, 2000, 33);
        lost += 3;
        measured();
        shows(2500, 5000, 33);
        ended(5000);
        assertThat(listed()).containsExactly("NETWORK_LOSS 1980-2500");
    }

    @Test
    void theStatisticsMayKnowOfALossLaterThanItsFreezeIsOver() {
        measured();
        shows(0, 2000, 33);
        shows(2500, 3400, 33);
        lost += 3;
        measured();
        shows(3400, 6000, 33);
        ended(6000);
        assertThat(listed()).containsExactly("NETWORK_LOSS 1980-2500");
    }

    @Test
    void aFreezeIsListedWhileTheTrackGoesOn() {
        measured();
        shows(0, 2000, 33);
        lost++;
        measured();
        shows(2500, 4400, 33);
        assertThat(listed()).isEmpty();
        shows(4400, 4600, 33);
        assertThat(listed()).containsExactly("NETWORK_LOSS 1980-2500");
    }

    @Test
    void aSenderThatRestsWithoutALossLeavesNoGap() {
        measured();
        for (int second = 0; second < 20; second += 2) {
            // a screen on which something moves for half a second, and then nothing
            shows(1000 * second, 1000 * second + 500, 33);
            measured();
        }
        ended(20_000);
        assertThat(listed()).isEmpty();
    }

    @Test
    void whatIsUsualForASenderIsNoGapWhateverIsLost() {
        for (int interval : new int[] {16, 33, 100, 200, 500, 1000}) {
            lane = new TrackLane("aa11", TrackKind.VIDEO, reception, metrics, gaps);
            measured();
            lane.opened(0);
            for (int at = 0; at < 30_000; at += interval) {
                lost++;
                measured();
                lane.recorded(at * MILLI + (at % 3) * MILLI * interval / 10, 0, 0);
                lane.look(at * MILLI);
            }
            ended(30_000);
            assertThat(listed()).as("a picture every %s ms", interval).isEmpty();
        }
    }

    @Test
    void aSenderThatBecomesSlowerLeavesNoGapEither() {
        measured();
        shows(0, 3000, 33);
        for (int at = 3000; at < 12_000; at += 400) {
            lost++;
            measured();
            shows(at, at + 1, 400);
        }
        shows(12_000, 15_000, 33);
        ended(15_000);
        assertThat(listed()).isEmpty();
    }

    @Test
    void oneOfFivePicturesASecondThatIsLostIsNoGapButThreeAre() {
        measured();
        shows(0, 4000, 200);
        lost++;
        measured();
        shows(4200, 8000, 200); // 400 ms since the last
        lost++;
        measured();
        shows(8600, 12_000, 200); // 800 ms
        ended(12_000);
        assertThat(listed()).containsExactly("NETWORK_LOSS 7800-8600");
    }

    @Test
    void picturesThatWereDroppedAreAGapWhereTheyFillIt() {
        measured();
        shows(0, 2000, 33);
        dropped += 2;
        measured();
        shows(2500, 6000, 33);
        dropped += 10;
        measured();
        shows(6500, 9000, 33);
        ended(9000);
        assertThat(listed()).containsExactly("NETWORK_LOSS 5998-6500");
    }

    @Test
    void withoutStatisticsNobodyKnowsWhyNothingCame() {
        shows(0, 2000, 33);
        shows(2500, 5000, 33);
        shows(7500, 9000, 33);
        ended(9000);
        assertThat(listed()).as("a rest of half a second may be one").containsExactly("NO_MEDIA 4975-7500");
    }

    @Test
    void anEngineThatSaysWhatIsMissingIsBelieved() {
        measured();
        for (int at = 0; at < 6000; at += 20) {
            boolean rests = at % 1000 > 100 && at % 1000 < 600; // as sound of somebody who is silent may
            if (!rests) {
                lost++;
                measured();
                lane.lost(at == 3600 ? Loss.NETWORK : Loss.NONE);
                lane.recorded(at * MILLI, 20 * MILLI, 0);
            }
        }
        ended(6000);
        assertThat(listed()).containsExactly("NETWORK_LOSS 3120-3600");
    }

    @Test
    void aPeerThatWasAwayIsToldEvenWhereItsPacketsAreLost() {
        measured();
        shows(0, 2000, 33);
        lost += 50;
        reception.away(2100 * MILLI);
        reception.back(2600 * MILLI);
        measured();
        shows(2650, 5000, 33);
        ended(5000);
        assertThat(listed()).containsExactly("PEER_AWAY 1980-2650");
    }

    @Test
    void whatIsMissingForLongIsListedBeforeItEnds() {
        measured();
        shows(0, 2000, 33);
        lane.look(3900 * MILLI);
        assertThat(listed()).isEmpty();
        lane.look(4000 * MILLI);
        assertThat(listed()).containsExactly("MUTE 1980-4000");
        long changes = gaps.changes();
        lane.look(4500 * MILLI);
        lane.look(5000 * MILLI);
        assertThat(listed()).containsExactly("MUTE 1980-5000");
        assertThat(gaps.changes()).as("changes while it lasts").isEqualTo(changes);
        shows(5200, 6000, 33);
        // It may still turn out that something was lost.
        assertThat(listed()).containsExactly("MUTE 1980-5000");
        lost++;
        measured();
        shows(6000, 8000, 33);
        assertThat(listed()).containsExactly("NETWORK_LOSS 1980-5200");
        assertThat(gaps.changes()).isGreaterThan(changes);
        ended(8000);
        assertThat(listed()).containsExactly("NETWORK_LOSS 1980-5200");
    }

    @Test
    void aPauseIsListedWhileItLastsAndWhatWasMissingBeforeItToo() {
        measured();
        shows(0, 2000, 33);
        lane.paused(5000 * MILLI);
        lane.look(6000 * MILLI);
        lane.look(8000 * MILLI);
        assertThat(listed()).containsExactly("MUTE 1980-5000", "PAUSE 5000-8000");
        lane.resumed(5000 * MILLI, 9000 * MILLI);
        assertThat(listed()).containsExactly("MUTE 1980-5000", "PAUSE 5000-9000");
        shows(9033, 12_000, 33);
        ended(12_000);
        assertThat(listed()).containsExactly("MUTE 1980-5000", "PAUSE 5000-9000");
    }

    @Test
    void aTrackThatIsOverLeavesNoGapBehindUnlessItWasMissedForLong() {
        measured();
        shows(0, 2000, 33);
        lost += 5;
        measured();
        ended(3500);
        assertThat(listed()).isEmpty();
        lane.opened(10_000 * MILLI);
        shows(10_000, 11_000, 33);
        ended(14_000);
        assertThat(listed()).containsExactly("MUTE 10990-14000");
    }

    /** Statistics as they are from now on. */
    private void measured() {
        quality = new TrackQuality(1000, lost, dropped, 0, 0, 1000, 0);
        reception.measuredBy(TrackKind.VIDEO, () -> quality);
    }

    /** Pictures from one time to another, in milliseconds. */
    private void shows(int from, int to, int interval) {
        for (int at = from; at < to; at += interval) {
            lane.recorded(at * MILLI, 0, 0);
            lane.look(at * MILLI);
        }
    }

    private void ended(int at) {
        lane.ended(at * MILLI);
    }

    private List<String> listed() {
        return gaps.snapshot().stream()
                .map(gap -> gap.cause() + " "
                        + Duration.between(RecordingBench.START, gap.from()).toMillis() + "-"
                        + Duration.between(RecordingBench.START, gap.to()).toMillis())
                .toList();
    }
}
