package dev.peerscribe.speech;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The meters of this package. */
final class SpeechMetrics {
    private final MeterRegistry registry;

    SpeechMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts those under way whenever the meter is read. */
    void underWay(Supplier<Number> count) {
        Gauge.builder("peerscribe.speech.active", count)
                .description("Speeches that are not over")
                .baseUnit("speeches")
                .register(registry);
    }

    void ended(SpeechState state, @Nullable SpeechCause cause) {
        Counter.builder("peerscribe.speech.ended")
                .description("Speeches that are over, by how and why")
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .tag("cause", cause == null ? "none" : cause.tag())
                .register(registry)
                .increment();
    }
}
