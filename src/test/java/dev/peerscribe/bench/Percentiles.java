package dev.peerscribe.bench;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What most of many measured values are no larger than. */
public final class Percentiles {
    private Percentiles() {}

    /** The smallest value that so large a share of all, 0 to 1, does not exceed; there must be one. */
    public static <T> double of(Collection<T> all, ToDoubleFunction<T> value, double share) {
        List<Double> sorted = all.stream().map(value::applyAsDouble).sorted().toList();
        return sorted.get(Math.clamp((int) Math.ceil(share * sorted.size()) - 1, 0, sorted.size() - 1));
    }
}
