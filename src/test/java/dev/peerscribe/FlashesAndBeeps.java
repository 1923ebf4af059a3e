package dev.peerscribe;

import dev.peerscribe.recording.MediaProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** When a file flashes and when it beeps, in seconds, and how far the two are apart. */
record FlashesAndBeeps(List<Double> flashes, List<Double> beeps, MediaProbe probe) {
    private static final double BRIGHT = 150;
    private static final double LOUD = 0.02;

    static FlashesAndBeeps of(Path file) throws IOException {
        MediaProbe probe = MediaProbe.of(file);
        return new FlashesAndBeeps(probe.flashes(BRIGHT), probe.beeps(LOUD), probe);
    }

    /** Median of beep minus flash, each flash with the beep nearest to it; positive where the sound is late. */
    double offset() {
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

    /** The longest time between two of them, and so 1 s and a little where none is missing. */
    static double longestPause(List<Double> times) {
        double longest = 0;
        for (int i = 1; i < times.size(); i++) {
            longest = Math.max(longest, times.get(i) - times.get(i - 1));
        }
        return longest;
    }

    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
