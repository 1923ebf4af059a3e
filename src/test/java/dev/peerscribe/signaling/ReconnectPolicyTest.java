package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReconnectPolicyTest {
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    private final ReconnectPolicy policy = new ReconnectPolicy(TestSettings.defaults());

    @Test
    void theFirstRetryAfterAStableLinkComesWithinThreeHundredMilliseconds() {
        assertThat(policy.delay(0, Duration.ZERO, 0)).isZero();
        assertThat(policy.delay(0, Duration.ZERO, ALMOST_ONE)).isLessThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void theNextOnesWaitHalfASecondAndAShareThatGrows() {
        assertThat(policy.delay(1, Duration.ZERO, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(policy.delay(1, Duration.ZERO, 0.5)).isEqualTo(Duration.ofMillis(875));
        assertThat(policy.delay(2, Duration.ZERO, 0.5)).isEqualTo(Duration.ofNanos(1_062_500_000));
        assertThat(policy.delay(9, Duration.ZERO, 0)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void noWaitIsLongerThanTwentySecondsHoweverManyAttemptsFailed() {
        for (int attempt = 0; attempt < 100_000; attempt++) {
            assertThat(policy.delay(attempt, Duration.ofSeconds(119), ALMOST_ONE))
                    .isBetween(Duration.ZERO, Duration.ofSeconds(20));
        }
        assertThat(policy.delay(Integer.MAX_VALUE, Duration.ZERO, ALMOST_ONE))
                .isBetween(Duration.ofSeconds(14), Duration.ofSeconds(20));
    }

    @Test
    void waitsThatWouldBeLongerAreSpreadBelowTheLongest() {
        // 500 ms + U(0, 28.8 s): two thirds are below 20 s and stay what they are, the others become 14 to 20 s.
        assertThat(policy.delay(10, Duration.ZERO, 0.5)).isEqualTo(Duration.ofNanos(14_916_259_765L));
        assertThat(policy.delay(10, Duration.ZERO, 0.68)).isBetween(Duration.ofMillis(19_900), Duration.ofSeconds(20));
        assertThat(policy.delay(10, Duration.ZERO, ALMOST_ONE))
                .isBetween(Duration.ofSeconds(14), Duration.ofMillis(14_001));
    }

    @Test
    void aServersRetryAfterComesOnTopAndIsBounded() {
        Duration usual = Duration.ofMillis(700);
        assertThat(policy.after(Duration.ZERO, usual)).isEqualTo(usual);
        assertThat(policy.after(Duration.ofSeconds(7), usual)).isEqualTo(Duration.ofMillis(7_700));
        assertThat(policy.after(Duration.ofDays(9), usual))
                .isEqualTo(Duration.ofMinutes(5).plus(usual));
        assertThat(policy.afterRefusal(Duration.ZERO)).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.afterRefusal(Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void afterTwoMinutesAttemptsAreRare() {
        assertThat(policy.suspended(Duration.ofSeconds(119))).isFalse();
        assertThat(policy.delay(3, Duration.ofSeconds(120), 0.5)).isEqualTo(Duration.ofSeconds(30));
    }
}
