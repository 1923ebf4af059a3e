package dev.peerscribe;

import dev.peerscribe.Witness.Captured;
import dev.peerscribe.recording.MediaProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** When a file flashes and when it beeps, in seconds, and how far the two are apart. */
record FlashesAndBeeps(List<Double> flashes, List<Double> beeps, MediaProbe probe) {
    private static final double BRIGHT = 150;
    private static final double LOUD = 0.02;
    /** Less than half of the time between two events, seconds. */
    private static final double EDGE = 0.45;

    static FlashesAndBeeps of(Path file) throws IOException {
        MediaProbe probe = MediaProbe.of(file);
        return new FlashesAndBeeps(probe.flashes(BRIGHT), probe.beeps(LOUD), probe);
    }

    /** Median of beep minus flash, each flash with the beep nearest to it; positive where the sound is late. */
    double offset() {
        return offset(flashes, beeps);
    }

    /** The same of what was seen and heard elsewhere. */
    static double offset(List<Double> flashes, List<Double> beeps) {
        List<Double> offsets = new ArrayList<>();
        for (double flash : flashes) {
            beeps.stream()
                    .map(beep -> beep - flash)
                    .filter(offset -> Math.abs(offset) <= 0.5)
                    .min((a, b) -> Double.compare(Math.abs(a), Math.abs(b)))
                    .ifPresent(offsets::add);
        }
        return median(offsets);
    }

    /** Those of the captured events, well inside the recording, that it does not show. */
    List<Double> missing(Captured captured) {
        double shift = shift(captured);
        List<Double> missing = new ArrayList<>();
        missing.addAll(unmatched(captured.flashes(), shift, flashes));
        missing.addAll(unmatched(captured.beeps(), shift, beeps));
        return missing;
    }

    /**
     * How much later than the picture the sound is here, compared with how it was captured: the median of all flashes.
     * Event by event, because a fake camera runs slower than a fake microphone and their distance grows.
     */
    double soundLateness(Captured captured) {
        return median(soundLatenesses(captured));
    }

    /** The same of each flash. */
    List<Double> soundLatenesses(Captured captured) {
        double shift = shift(captured);
        List<Double> lateness = new ArrayList<>();
        for (double flash : flashes) {
            double beep = nearest(beeps, flash);
            lateness.add(delay(beep, captured.beeps(), shift) - delay(flash, captured.flashes(), shift));
        }
        return lateness;
    }

    /** By how much the recording's clock is ahead of the page's. */
    private double shift(Captured captured) {
        return median(beeps.stream()
                .map(beep -> beep - nearest(captured.beeps(), beep))
                .toList());
    }

    private List<Double> unmatched(List<Double> captured, double shift, List<Double> recorded) {
        return captured.stream()
                .map(time -> time + shift)
                .filter(time -> time > EDGE && time < probe.durationSeconds() - EDGE)
                .filter(time -> Math.abs(nearest(recorded, time) - time) > EDGE)
                .toList();
    }

    private static double delay(double recorded, List<Double> captured, double shift) {
        return recorded - nearest(captured, recorded - shift);
    }

    private static double nearest(List<Double> times, double time) {
        return times.stream()
                .min((a, b) -> Double.compare(Math.abs(a - time), Math.abs(b - time)))
                .orElse(Double.NaN);
    }

    /** The longest time between two of them, and so 1 s and a little where none is missing. */
    static double longestPause(List<Double> times) {
        double longest = 0;
        for (int i = 1; i < times.size(); i++) {
            longest = Math.max(longest, times.get(i) - times.get(i - 1));
        }
        return longest;
    }

    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
