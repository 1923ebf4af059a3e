package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The states on a clock of the test's own; links are mere names. */
class ConnectionLifeTest {
    private long now = TimeUnit.HOURS.toNanos(-1); // nanoTime may be negative
    private ConnectionLife<String> life = life(Map.of());

    @Test
    void theFirstAttemptIsDueAtOnce() {
        assertThat(life.name()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(life.isDue(now)).isTrue();
        assertThat(life.link()).isNull();
    }

    @Test
    void anAttemptTakesTenSecondsAtMost() {
        life.trying("first", now);
        assertThat(life.link()).isEqualTo("first");
        assertThat(life.isDue(now + millis(60_000))).as("one at a time").isFalse();
        assertThat(life.isOverdue(now + millis(9_999))).isFalse();
        assertThat(life.isOverdue(now + millis(10_000))).isTrue();
    }

    @Test
    void theFirstLinkIsNoReconnect() {
        life.lost(new ConnectFailure("refused"), now);
        assertThat(life.name()).isEqualTo(ConnectionState.RECONNECTING);
        isDueIn(500);
        life.trying("second", now);
        assertThat(life.opened(now)).isFalse();
        assertThat(life.name()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(life.reconnects()).isZero();
    }

    @Test
    void countingStartsOverOnlyAfterAStableLink() {
        open("one");
        now += millis(9_999);
        life.lost(new ConnectFailure("cut"), now);
        isDueIn(500);
        open("two");
        assertThat(life.reconnects()).isEqualTo(1);
        now += millis(10_000);
        life.lost(new ConnectFailure("cut"), now);
        isDueIn(0);
    }

    @Test
    void afterTwoMinutesItIsSuspendedAndTriedEveryThirtySeconds() {
        open("one");
        now += millis(10_000);
        life.lost(new ConnectFailure("cut"), now);
        assertThat(life.passed(now + millis(119_999))).isFalse();
        assertThat(life.passed(now + millis(120_000))).isTrue();
        assertThat(life.passed(now + millis(120_000))).as("told once").isFalse();
        assertThat(life.name()).isEqualTo(ConnectionState.SUSPENDED);
        now += millis(150_000);
        for (int i = 0; i < 3; i++) {
            life.trying("again", now);
            life.lost(new ConnectFailure("refused"), now);
            assertThat(life.name()).isEqualTo(ConnectionState.SUSPENDED);
            isDueIn(30_000);
        }
        open("two");
        assertThat(life.name()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void aRefusalIsAskedAgainEveryMinute() {
        life.trying("first", now);
        life.lost(new ConnectFailure("HTTP 403", true, Duration.ZERO), now);
        assertThat(life.name()).isEqualTo(ConnectionState.ERROR);
        assertThat(life.passed(now + millis(600_000)))
                .as("an error is no mere absence")
                .isFalse();
        isDueIn(60_000);
        open("second");
        assertThat(life.name()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void whatTheServerAsksForIsWaited() {
        life.trying("first", now);
        life.lost(new ConnectFailure("HTTP 503", false, Duration.ofSeconds(7)), now);
        assertThat(life.name()).isEqualTo(ConnectionState.RECONNECTING);
        isDueIn(7_500);
    }

    @Test
    void byDefaultItNeverGivesUp() {
        for (int i = 0; i < 100_000; i++) {
            life.trying("again", now);
            life.lost(new ConnectFailure("refused"), now);
            now += millis(30_000);
            assertThat(life.isDue(now)).isTrue();
        }
    }

    @Test
    void itGivesUpAfterAsManyAttemptsAsItIsTold() {
        life = life(Map.of("reconnect.max-attempts", "3"));
        for (int i = 0; i < 3; i++) {
            life.trying("again", now);
            life.lost(new ConnectFailure("refused"), now);
            now += millis(30_000);
        }
        assertThat(life.name()).isEqualTo(ConnectionState.ERROR);
        assertThat(life.isDue(now + millis(10_000_000))).isFalse();
        life.lost(new ConnectFailure("late"), now);
        assertThat(life.state()).isInstanceOf(LifeState.GivenUp.class);
        assertThat(life.lastError()).isEqualTo("refused");
    }

    @Test
    void impossibleStepsAreBugs() {
        assertThatIllegalStateException().isThrownBy(() -> life.opened(now));
        open("one");
        assertThatIllegalStateException().isThrownBy(() -> life.trying("two", now));
        life.closed();
        assertThat(life.name()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(life.link()).isNull();
        life.lost(new ConnectFailure("late"), now);
        assertThat(life.name()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    private ConnectionLife<String> life(Map<String, String> changed) {
        return new ConnectionLife<>(new ReconnectPolicy(TestSettings.with(changed)), () -> 0.0, now);
    }

    private void open(String link) {
        life.trying(link, now);
        life.opened(now);
    }

    /** With a random number of zero; time goes on until then. */
    private void isDueIn(long millis) {
        if (millis > 0) {
            assertThat(life.isDue(now + millis(millis) - 1)).as("before").isFalse();
        }
        now += millis(millis);
        assertThat(life.isDue(now)).isTrue();
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
