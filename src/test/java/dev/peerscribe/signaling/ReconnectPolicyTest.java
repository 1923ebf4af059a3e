package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReconnectPolicyTest {
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    private final ReconnectPolicy policy =
            new ReconnectPolicy(TestSettings.defaults().reconnect());

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
        assertThat(policy.delay(Integer.MAX_VALUE, Duration.ZERO, 0.5)).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void afterTwoMinutesAttemptsAreRare() {
        assertThat(policy.suspended(Duration.ofSeconds(119))).isFalse();
        assertThat(policy.delay(3, Duration.ofSeconds(120), 0.5)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theStatesFollowWhatHappens() {
        long now = TimeUnit.HOURS.toNanos(-1); // nanoTime may be negative
        ConnectionLife life = new ConnectionLife(policy, () -> 0.0, now);
        assertThat(life.state()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(life.nextAttempt()).isEqualTo(now);

        life.lost("refused", false, now);
        assertThat(life.state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(life.nextAttempt()).isEqualTo(now + millis(500));

        now += millis(500);
        assertThat(life.opened(now)).as("the first link is no reconnect").isFalse();
        now += millis(9_999);
        life.lost("cut", false, now);
        assertThat(life.nextAttempt()).as("a link that did not last").isEqualTo(now + millis(500));

        assertThat(life.opened(now)).isTrue();
        now += millis(10_000);
        life.lost("cut", false, now);
        assertThat(life.nextAttempt()).as("a link that was stable").isEqualTo(now);
        assertThat(life.reconnects()).isEqualTo(1);

        assertThat(life.passed(now + millis(119_999))).isFalse();
        assertThat(life.passed(now + millis(120_000))).isTrue();
        assertThat(life.state()).isEqualTo(ConnectionState.SUSPENDED);
        assertThat(life.passed(now + millis(120_000))).as("told once").isFalse();
        now += millis(150_000);
        life.lost("refused", false, now);
        assertThat(life.state()).isEqualTo(ConnectionState.SUSPENDED);
        assertThat(life.nextAttempt()).isEqualTo(now + millis(30_000));

        life.lost("HTTP 403", true, now);
        assertThat(life.state()).isEqualTo(ConnectionState.ERROR);
        assertThat(life.nextAttempt()).isEqualTo(now + millis(60_000));
        life.opened(now);
        assertThat(life.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
