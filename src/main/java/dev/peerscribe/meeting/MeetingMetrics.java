package dev.peerscribe.meeting;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** The meters of the meetings. */
@Component
class MeetingMetrics {
    private final MeterRegistry registry;
    private final Counter joined;
    private final Counter failures;
    private final Counter eventsDropped;
    private final Counter noticesFailed;

    MeetingMetrics(MeterRegistry registry) {
        this.registry = registry;
        joined = Counter.builder("peerscribe.meeting.joined")
                .description("meetings that were joined")
                .baseUnit("meetings")
                .register(registry);
        failures = Counter.builder("peerscribe.meeting.failures")
                .description("steps of a meeting's life that failed for a reason of the agent's own")
                .baseUnit("failures")
                .register(registry);
        eventsDropped = Counter.builder("peerscribe.meeting.events.dropped")
                .description("facts of a connection that came in such numbers during the join that they were not kept")
                .baseUnit("events")
                .register(registry);
        noticesFailed = Counter.builder("peerscribe.meeting.notices.failed")
                .description("times that a notice could not be given at once, since the chat is full or closed")
                .baseUnit("notices")
                .register(registry);
    }

    void watch(Supplier<Number> active, int capacity, BooleanSupplier draining) {
        Gauge.builder("peerscribe.meeting.active", active)
                .description("meetings that the agent is in")
                .baseUnit("meetings")
                .register(registry);
        Gauge.builder("peerscribe.meeting.capacity", () -> capacity)
                .description("meetings that the agent can be in")
                .baseUnit("meetings")
                .register(registry);
        Gauge.builder("peerscribe.meeting.draining", () -> draining.getAsBoolean() ? 1 : 0)
                .description("whether the agent takes no new meeting and finishes those that it is in")
                .register(registry);
    }

    void joined() {
        joined.increment();
    }

    void left(LeaveReason reason) {
        registry.counter("peerscribe.meeting.left", "reason", reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** Somebody was told that it is recorded: {@code one} alone, or {@code all}. */
    void noticed(String who) {
        Counter.builder("peerscribe.meeting.notices")
                .description("times that participants were told in the chat that they are recorded")
                .tag("to", who)
                .baseUnit("notices")
                .register(registry)
                .increment();
    }

    void notNoticed() {
        noticesFailed.increment();
    }

    void eventDropped() {
        eventsDropped.increment();
    }

    void failed() {
        failures.increment();
    }
}
