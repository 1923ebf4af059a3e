package dev.peerscribe.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.fakes.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void aBurstIsAllowedThenTheRate() {
        TokenBuckets buckets = new TokenBuckets(2, 3, 10, clock);
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("ann")).isZero();
        }
        assertThat(buckets.take("ann")).isEqualTo(Duration.ofMillis(500));
        assertThat(buckets.take("bob")).isZero();

        clock.advance(Duration.ofMillis(500));
        assertThat(buckets.take("ann")).isZero();
        assertThat(buckets.take("ann")).isPositive();

        clock.advance(Duration.ofDays(1));
        for (int i = 0; i < 3; i++) {
            assertThat(buckets.take("ann")).isZero();
        }
        assertThat(buckets.take("ann")).isPositive();
    }

    @Test
    void aClockThatIsSetBackGivesNothing() {
        TokenBuckets buckets = new TokenBuckets(1, 1, 10, clock);
        assertThat(buckets.take("ann")).isZero();
        clock.advance(Duration.ofHours(-1));
        assertThat(buckets.take("ann")).isPositive();
        clock.advance(Duration.ofSeconds(1));
        assertThat(buckets.take("ann")).isZero();
    }

    @Test
    void noMoreAreRememberedThanAllowed() {
        TokenBuckets buckets = new TokenBuckets(1, 1, 16, clock);
        for (int i = 0; i < 100_000; i++) {
            buckets.take("stranger-" + i);
            buckets.take("ann");
        }
        assertThat(buckets.size()).isEqualTo(16);
        assertThat(buckets.take("ann")).isPositive();
    }
}
