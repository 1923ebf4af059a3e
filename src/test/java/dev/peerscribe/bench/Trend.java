package dev.peerscribe.bench;

import java.util.List;

/** The straight line through measured points, by least squares. */
public final class Trend {
    private Trend() {}

    /** How much y rises with each unit of x; not a number where there are fewer than two points. */
    public static double slope(List<Double> x, List<Double> y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double above = 0;
        double below = 0;
        for (int i = 0; i < x.size(); i++) {
            above += (x.get(i) - meanX) * (y.get(i) - meanY);
            below += (x.get(i) - meanX) * (x.get(i) - meanX);
        }
        return above / below;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
