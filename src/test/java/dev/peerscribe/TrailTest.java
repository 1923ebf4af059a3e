package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.Trail.Delay;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TrailTest {
    private static final Offset<Double> EXACTLY = within(1e-9);
    private static final List<Double> CAPTURED = seconds(0.5, 20);

    @Test
    void clocksAreLaidOverEachOtherByMostOfTheEvents() {
        List<Double> recorded = seconds(0.75, 20);
        assertThat(Trail.shift(CAPTURED, recorded)).isCloseTo(0.25, EXACTLY);
    }

    @Test
    void whatIsNotRecordedIsMissingByTheRecordingsClock() {
        List<Double> recorded = new ArrayList<>(seconds(100.75, 20));
        double removed = recorded.remove(7);
        assertThat(new Trail(CAPTURED, recorded, 100.25).missing(100, 121)).containsExactly(removed);
    }

    @Test
    void whatIsAtTheEdgesIsNotMissed() {
        Trail trail = new Trail(CAPTURED, List.of(), 0);
        assertThat(trail.missing(0.2, 5.9)).containsExactly(1.5, 2.5, 3.5, 4.5);
    }

    @Test
    void whatWasNeverCapturedHasNoDelay() {
        List<Double> recorded =
                Stream.concat(seconds(0.6, 20).stream(), Stream.of(25.0)).toList();
        assertThat(new Trail(CAPTURED, recorded, 0).delays())
                .hasSize(20)
                .allSatisfy(delay -> assertThat(delay.seconds()).isCloseTo(0.1, EXACTLY));
    }

    @Test
    void latenessIsThatOfTheOtherEventsBeside() {
        List<Delay> flashes = new Trail(CAPTURED, seconds(0.6, 20), 0).delays();
        List<Delay> beeps = new Trail(seconds(0.8, 20), seconds(0.93, 20), 0).delays();
        assertThat(Trail.lateness(flashes, beeps))
                .hasSize(20)
                .allSatisfy(delay -> assertThat(delay.seconds()).isCloseTo(0.03, EXACTLY));
        assertThat(Trail.lateness(flashes, beeps.subList(0, 10))).hasSize(11);
    }

    private static List<Double> seconds(double first, int count) {
        return IntStream.range(0, count).mapToObj(i -> first + i).toList();
    }
}
