package dev.peerscribe;

import java.util.ArrayList;
import java.util.List;

/**
 * Events of one kind that a page captured, held against those that its recording shows. Times are in seconds.
 *
 * @param captured by the page's clock, at least a second apart
 * @param recorded by the recording's
 * @param shift by how much the recording's clock is ahead of the page's, to within {@link #EDGE}
 */
record Trail(List<Double> captured, List<Double> recorded, double shift) {
    /** Less than half of the time between two events. */
    static final double EDGE = 0.45;

    /**
     * How late an event is in the recording.
     *
     * @param at by the recording's clock
     * @param seconds by the difference of both clocks
     */
    record Delay(double at, double seconds) {}

    /** By how much a recording's clock is ahead of a page's: the median of all events. */
    static double shift(List<Double> captured, List<Double> recorded) {
        return median(
                recorded.stream().map(time -> time - nearest(captured, time)).toList());
    }

    /** The captured events between two times that are not recorded, by the recording's clock. */
    List<Double> missing(double from, double to) {
        return captured.stream()
                .map(time -> time + shift)
                .filter(time -> time > from + EDGE && time < to - EDGE)
                .filter(time -> !(Math.abs(nearest(recorded, time) - time) <= EDGE))
                .toList();
    }

    /** Of each recorded event that was captured, in order. */
    List<Delay> delays() {
        List<Delay> delays = new ArrayList<>();
        for (double time : recorded) {
            double origin = nearest(captured, time - shift);
            if (Math.abs(time - shift - origin) <= EDGE) {
                delays.add(new Delay(time, time - origin));
            }
        }
        return delays;
    }

    /** How much later than these the others are, event by event; of each that has one of the others beside it. */
    static List<Delay> lateness(List<Delay> these, List<Delay> others) {
        List<Double> times = others.stream().map(Delay::at).toList();
        List<Delay> lateness = new ArrayList<>();
        for (Delay each : these) {
            double time = nearest(times, each.at);
            if (Math.abs(time - each.at) <= 1) {
                lateness.add(new Delay(each.at, others.get(times.indexOf(time)).seconds - each.seconds));
            }
        }
        return lateness;
    }

    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static double nearest(List<Double> times, double time) {
        double nearest = Double.NaN;
        for (double each : times) {
            if (!(Math.abs(each - time) >= Math.abs(nearest - time))) {
                nearest = each;
            }
        }
        return nearest;
    }
}
