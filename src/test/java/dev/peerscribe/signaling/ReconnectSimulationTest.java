package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of outages on virtual time: the connection's own life against a relay that refuses at once while it is away. */
class ReconnectSimulationTest {
    private static final int RUNS = 10_000;

    private final ReconnectPolicy policy = new ReconnectPolicy(TestSettings.defaults());
    private final Random random = new Random(7);

    @ParameterizedTest
    @CsvSource({"5, 3.5", "60, 17", "600, 31", "615, 31"})
    void ninetyFiveOfAHundredAreBackSoonAfterTheRelay(long outageSeconds, double boundSeconds) {
        List<Double> back = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            back.add(secondsUntilBack(outageSeconds));
        }
        Collections.sort(back);
        System.getLogger(getClass().getName())
                .log(
                        System.Logger.Level.INFO,
                        "after {0} s: median {1}, 95 % {2}, last {3} s",
                        outageSeconds,
                        back.get(RUNS / 2),
                        back.get(RUNS * 95 / 100),
                        back.getLast());
        assertThat(back.get(RUNS * 95 / 100)).isLessThanOrEqualTo(boundSeconds);
    }

    /** Of every run, not of the average one. */
    @Test
    void fiveHundredAgentsDoNotComeBackInStep() {
        double[] worst = new double[100];
        for (int run = 0; run < worst.length; run++) {
            double[] back = new double[500];
            Arrays.setAll(back, _ -> secondsUntilBack(60));
            worst[run] = busiestSecond(back) / (double) back.length;
        }
        Arrays.sort(worst);
        System.getLogger(getClass().getName())
                .log(System.Logger.Level.INFO, "busiest second: median {0}, worst {1}", worst[50], worst[99]);
        assertThat(worst[worst.length - 1]).isLessThanOrEqualTo(0.12);
    }

    private double secondsUntilBack(long outageSeconds) {
        long now = 0;
        ConnectionLife<Integer> life = new ConnectionLife<>(policy, random::nextDouble, now);
        life.trying(0, now);
        life.opened(now);
        now += TimeUnit.SECONDS.toNanos(10);
        long away = TimeUnit.SECONDS.toNanos(outageSeconds);
        long begun = now;
        life.lost(new ConnectFailure("cut"), now);
        for (int attempt = 1; life.name() != ConnectionState.CONNECTED; attempt++) {
            now = ((LifeState.Waiting<Integer>) ((LifeState.Away<Integer>) life.state()).step()).until();
            life.passed(now);
            assertThat(life.isDue(now)).isTrue();
            life.trying(attempt, now);
            if (now - begun < away) {
                life.lost(new ConnectFailure("refused"), now);
            } else {
                life.opened(now);
            }
        }
        return (now - begun - away) / 1e9;
    }

    /** How many fall into the fullest second, wherever it begins. */
    private static int busiestSecond(double[] times) {
        Arrays.sort(times);
        int most = 0;
        for (int from = 0, to = 0; to < times.length; to++) {
            while (times[to] - times[from] >= 1) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
