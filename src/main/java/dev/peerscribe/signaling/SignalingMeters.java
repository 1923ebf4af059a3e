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
    private final Counter resends;
    private final Counter repeats;
    private final Timer acknowledgments;

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
        this.resends = Counter.builder("peerscribe.signaling.resends")
                .description("Messages sent again, since nobody or not everybody acknowledged them")
                .register(registry);
        this.repeats = Counter.builder("peerscribe.signaling.repeats")
                .description("Messages that came again and were dropped and acknowledged again")
                .register(registry);
        this.acknowledgments = Timer.builder("peerscribe.signaling.acknowledgments")
                .description(
                        "From a message's way into the socket to the last peer's acknowledgment; of those sent once")
                .register(registry);
        for (RejectionCause cause : RejectionCause.values()) {
            rejections(cause);
        }
        // At 0 from the start, so that a first one is a rise.
        for (OutgoingClass kind : OutgoingClass.values()) {
            drops(kind, "overflow");
            drops(kind, "expired");
        }
        drops(OutgoingClass.CHAT, "unacknowledged");
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

    void dropped(OutgoingClass kind, String cause) {
        drops(kind, cause).increment();
    }

    private Counter drops(OutgoingClass kind, String cause) {
        return Counter.builder("peerscribe.signaling.frames.dropped")
                .description("Outgoing messages that were given up, by class and cause")
                .tag("class", kind.tag())
                .tag("cause", cause)
                .register(registry);
    }

    void answered(Duration roundTrip) {
        roundTrips.record(roundTrip);
    }

    void resent() {
        resends.increment();
    }

    void repeated() {
        repeats.increment();
    }

    void acknowledged(Duration roundTrip) {
        acknowledgments.record(roundTrip);
    }

    /** A gauge a class over whatever counts what waits. */
    <T> void queued(T pool, OutgoingClass kind, ToDoubleFunction<T> count) {
        Gauge.builder("peerscribe.signaling.queued", pool, count)
                .description("Messages that wait for a socket, by class")
                .tag("class", kind.tag())
                .register(registry);
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
