package dev.peerscribe;

import dev.peerscribe.Trail.Delay;
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
        return Trail.median(offsets);
    }

    /** Those of the captured events, well inside the recording, that it does not show. */
    List<Double> missing(Captured captured) {
        List<Double> missing = new ArrayList<>(flashes(captured).missing(0, probe.durationSeconds()));
        missing.addAll(beeps(captured).missing(0, probe.durationSeconds()));
        return missing;
    }

    /**
     * How much later than the picture the sound is here, compared with how it was captured: the median of all flashes.
     * Event by event, because a fake camera runs slower than a fake microphone and their distance grows.
     */
    double soundLateness(Captured captured) {
        return Trail.median(
                Trail.lateness(flashes(captured).delays(), beeps(captured).delays()).stream()
                        .map(Delay::seconds)
                        .toList());
    }

    private Trail flashes(Captured captured) {
        return new Trail(captured.flashes(), flashes, Trail.shift(captured.beeps(), beeps));
    }

    private Trail beeps(Captured captured) {
        return new Trail(captured.beeps(), beeps, Trail.shift(captured.beeps(), beeps));
    }

    /** The longest time between two of them, and so 1 s and a little where none is missing. */
    static double longestPause(List<Double> times) {
        double longest = 0;
        for (int i = 1; i < times.size(); i++) {
            longest = Math.max(longest, times.get(i) - times.get(i - 1));
        }
        return longest;
    }
}
