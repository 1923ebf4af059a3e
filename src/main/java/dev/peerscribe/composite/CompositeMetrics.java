package dev.peerscribe.composite;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.Locale;
import java.util.function.Supplier;

/** The meters of the films. */
final class CompositeMetrics {
    private final MeterRegistry registry;
    private final Counter pictures;

    CompositeMetrics(MeterRegistry registry, Supplier<Number> waiting, Supplier<Number> running) {
        this.registry = registry;
        pictures = Counter.builder("peerscribe.composite.pictures")
                .baseUnit("frames")
                .description("Pictures of films made")
                .register(registry);
        Gauge.builder("peerscribe.composite.waiting", waiting)
                .baseUnit(BaseUnits.TASKS)
                .description("Composites that wait for their turn")
                .register(registry);
        Gauge.builder("peerscribe.composite.running", running)
                .baseUnit(BaseUnits.TASKS)
                .description("Composites that are being made")
                .register(registry);
        // At 0 from the start, so that a first one is a rise.
        for (CompositeState state : CompositeState.values()) {
            if (state.over()) {
                finishedOnes(state);
            }
        }
    }

    void picture() {
        pictures.increment();
    }

    void finished(CompositeState state) {
        finishedOnes(state).increment();
    }

    private Counter finishedOnes(CompositeState state) {
        return Counter.builder("peerscribe.composite.finished")
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .baseUnit(BaseUnits.TASKS)
                .description("Composites that are made or cannot be made")
                .register(registry);
    }
}
