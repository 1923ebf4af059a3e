package dev.peerscribe.relay;

import dev.peerscribe.media.TrackKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** The meters of the live outputs; none has anything of a target. */
final class RelayMetrics {
    private final MeterRegistry registry;
    private final Counter bytes;
    private final Counter reconnects;
    private final Counter eventsDropped;
    private final Map<RelayCause, Counter> failures = new EnumMap<>(RelayCause.class);
    private final Map<TrackKind, Counter> sent = new EnumMap<>(TrackKind.class);
    private final Map<TrackKind, Counter> dropped = new EnumMap<>(TrackKind.class);

    RelayMetrics(MeterRegistry registry) {
        this.registry = registry;
        bytes = Counter.builder("peerscribe.relay.bytes")
                .description("Encoded sound and pictures handed to destinations")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        reconnects = Counter.builder("peerscribe.relay.reconnects")
                .description("Times that an output was live again after it had failed")
                .baseUnit("reconnects")
                .register(registry);
        eventsDropped = Counter.builder("peerscribe.relay.events.dropped")
                .description("Facts about media that found no room in the queue of the live outputs")
                .baseUnit("events")
                .register(registry);
        for (RelayCause cause : RelayCause.values()) {
            failures.put(
                    cause,
                    Counter.builder("peerscribe.relay.failures")
                            .description("Times that an output failed")
                            .baseUnit("failures")
                            .tag("cause", cause.tag())
                            .tag("fault", tag(cause.fault()))
                            .register(registry));
        }
        for (TrackKind kind : TrackKind.values()) {
            sent.put(kind, frames("sent", kind, "Pictures and packets of sound handed to destinations"));
            dropped.put(
                    kind,
                    frames(
                            "dropped",
                            kind,
                            "Pictures and pieces of sound that found no room at an output or its drawing, or could not be decoded"));
        }
    }

    private Counter frames(String what, TrackKind kind, String description) {
        return Counter.builder("peerscribe.relay.frames." + what)
                .description(description)
                .baseUnit("frames")
                .tag("kind", tag(kind))
                .register(registry);
    }

    /** Counts, by a function of a state, the outputs that are in it. */
    void gauges(ToDoubleFunction<RelayState> count) {
        for (RelayState state : RelayState.values()) {
            if (state != RelayState.ENDED) {
                Gauge.builder("peerscribe.relay.relays", state, count)
                        .description("Live outputs")
                        .baseUnit("relays")
                        .tag("state", state.name())
                        .register(registry);
            }
        }
    }

    void sent(TrackKind kind, long size) {
        Objects.requireNonNull(sent.get(kind)).increment();
        bytes.increment((double) size);
    }

    void dropped(TrackKind kind) {
        Objects.requireNonNull(dropped.get(kind)).increment();
    }

    void failed(RelayCause cause) {
        Objects.requireNonNull(failures.get(cause)).increment();
    }

    void reconnected() {
        reconnects.increment();
    }

    void eventDropped() {
        eventsDropped.increment();
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
