package dev.peerscribe.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ClockSteeringTest {
    @Test
    void steeringFindsASteadyDriftAndHoldsIt() {
        ClockSteering steering = new ClockSteering();
        double error = 0;
        int added = 0;
        for (int second = 0; second < 60; second++) {
            for (int block = 0; block < 100; block++) {
                OptionalInt change = steering.observe(Math.round(error), 480);
                if (change.isPresent()) {
                    added = change.getAsInt();
                }
                error += (220 - added) / 100.0;
            }
        }
        assertThat(added).isCloseTo(220, within(5));
        assertThat(error).isCloseTo(0, within(100.0));
    }

    @Test
    void steeringNeverBendsThePitchByMoreThanTwoPerCent() {
        ClockSteering steering = new ClockSteering();
        List<Integer> changes = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            steering.observe(1_000_000, 480).ifPresent(changes::add);
        }
        assertThat(changes).isNotEmpty().allMatch(change -> change == ClockSteering.LARGEST);
    }
}
