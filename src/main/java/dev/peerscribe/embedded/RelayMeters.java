package dev.peerscribe.embedded;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What the relay counts. */
final class RelayMeters {
    /** Why a frame was not handed on. */
    enum Dropped {
        BINARY,
        TOO_LARGE,
        MALFORMED,
        RATE
    }

    /** Why a client was not let in. */
    enum Refused {
        NOT_WEBSOCKET,
        ORIGIN,
        PATH,
        CLIENTS,
        ROOMS
    }

    private final MeterRegistry registry;
    private final Counter forwarded;
    private final Counter cut;
    private final Map<Dropped, Counter> dropped = new EnumMap<>(Dropped.class);
    private final Map<Refused, Counter> refused = new EnumMap<>(Refused.class);

    RelayMeters(MeterRegistry registry) {
        this.registry = registry;
        this.forwarded = Counter.builder("peerscribe.embedded.relay.frames.forwarded")
                .description("Frames handed to another peer, each receiver counted")
                .baseUnit("frames")
                .register(registry);
        this.cut = Counter.builder("peerscribe.embedded.relay.clients.cut")
                .description("Clients closed because they did not read what was sent to them")
                .baseUnit("clients")
                .register(registry);
        for (Dropped cause : Dropped.values()) {
            dropped.put(
                    cause,
                    Counter.builder("peerscribe.embedded.relay.frames.dropped")
                            .description("Frames that were not handed on, by cause")
                            .baseUnit("frames")
                            .tag("cause", tag(cause))
                            .register(registry));
        }
        for (Refused cause : Refused.values()) {
            refused.put(
                    cause,
                    Counter.builder("peerscribe.embedded.relay.clients.refused")
                            .description("Connections that were not let in, by cause")
                            .baseUnit("clients")
                            .tag("cause", tag(cause))
                            .register(registry));
        }
    }

    void watch(Supplier<Number> clients, Supplier<Number> rooms) {
        Gauge.builder("peerscribe.embedded.relay.clients", clients)
                .description("Peers connected")
                .baseUnit("clients")
                .register(registry);
        Gauge.builder("peerscribe.embedded.relay.rooms", rooms)
                .description("Paths with at least one peer")
                .baseUnit("rooms")
                .register(registry);
    }

    void forwarded() {
        forwarded.increment();
    }

    void cut() {
        cut.increment();
    }

    void dropped(Dropped cause) {
        count(dropped.get(cause));
    }

    void refused(Refused cause) {
        count(refused.get(cause));
    }

    private static void count(@org.jspecify.annotations.Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    private static String tag(Enum<?> cause) {
        return cause.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
