package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PeerRatesTest {
    private static final long SECOND = 1_000_000_000L;

    private final PeerRates rates = new PeerRates(10, Duration.ofSeconds(2), 3);

    @Test
    void aPeerMayBurstForTwoSecondsAndThenSendsAtTheRate() {
        assertThat(taken("ada", 100, 0)).isEqualTo(20);
        assertThat(taken("ada", 100, SECOND)).isEqualTo(10);
        assertThat(taken("ada", 100, 60 * SECOND)).isEqualTo(20);
    }

    @Test
    void whatIsDearCountsAsMuch() {
        assertThat(rates.take("ada", 15, 0)).isTrue();
        assertThat(rates.take("ada", 15, 0)).isFalse();
        assertThat(taken("ada", 100, 0)).isEqualTo(5);
    }

    @Test
    void oneThatFloodsCostsTheOthersNothing() {
        assertThat(taken("ada", 1000, 0)).isEqualTo(20);
        assertThat(taken("bob", 20, 0)).isEqualTo(20);
    }

    @Test
    void changingNamesGivesNoMore() {
        long heard = 0;
        for (int i = 0; i < 1000; i++) {
            heard += taken("name-" + i, 20, 0);
        }
        assertThat(heard).as("three buckets and the shared one").isEqualTo(80);
        assertThat(taken("another", 100, 60 * SECOND))
                .as("once those are full again")
                .isEqualTo(20);
    }

    private int taken(String peer, int frames, long now) {
        int taken = 0;
        for (int i = 0; i < frames; i++) {
            if (rates.take(peer, 1, now)) {
                taken++;
            }
        }
        return taken;
    }
}
