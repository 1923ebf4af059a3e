package dev.peerscribe.signaling;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The meters of all connections together. */
final class SignalingMeters {
    private final MeterRegistry registry;
    private final Counter reconnects;
    private final Timer roundTrips;

    SignalingMeters(MeterRegistry registry) {
        this.registry = registry;
        this.reconnects = Counter.builder("peerscribe.signaling.reconnects")
                .description("Connections to relays that came back after a loss")
                .register(registry);
        this.roundTrips = Timer.builder("peerscribe.signaling.round.trip")
                .description("Time that pings to relays took there and back")
                .serviceLevelObjectives(Stream.of(10, 50, 100, 250, 500, 1000, 2500, 5000)
                        .map(Duration::ofMillis)
                        .toArray(Duration[]::new))
                .register(registry);
        for (RejectionCause cause : RejectionCause.values()) {
            rejections(cause);
        }
    }

    void received(String type) {
        Counter.builder("peerscribe.signaling.frames.received")
                .description("Well-formed frames that came, by signal type")
                .tag("type", type)
                .register(registry)
                .increment();
    }

    void sent(String type) {
        Counter.builder("peerscribe.signaling.frames.sent")
                .description("Frames that the socket took, by signal type")
                .tag("type", type)
                .register(registry)
                .increment();
    }

    void rejected(RejectionCause cause) {
        rejections(cause).increment();
    }

    void dropped(String cause) {
        Counter.builder("peerscribe.signaling.frames.dropped")
                .description("Outgoing frames that were never sent, by cause")
                .tag("cause", cause)
                .register(registry)
                .increment();
    }

    void answered(Duration roundTrip) {
        roundTrips.record(roundTrip);
    }

    void reconnected() {
        reconnects.increment();
    }

    /** A gauge a state over whatever counts the connections. */
    <T> void connections(T pool, ConnectionState state, ToDoubleFunction<T> count) {
        Gauge.builder("peerscribe.signaling.connections", pool, count)
                .description("Connections to relays, by state")
                .tag("state", state.name())
                .register(registry);
    }

    private Counter rejections(RejectionCause cause) {
        return Counter.builder("peerscribe.signaling.frames.rejected")
                .description("Incoming frames that were dropped, by cause")
                .tag("cause", cause.tag())
                .register(registry);
    }
}
