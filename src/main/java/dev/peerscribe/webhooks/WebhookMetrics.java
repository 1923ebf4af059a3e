package dev.peerscribe.webhooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;

/** The meters of this package. */
final class WebhookMetrics {
    private final MeterRegistry registry;
    private final Counter delivered;
    private final Counter rejected;
    private final Counter unwritten;
    private final Counter givenUp;

    /** Why a fact became no message. */
    enum Drop {
        /** As many wait as may. */
        OVERFLOW,
        /** It is longer than a message may be. */
        TOO_LARGE,
        /** The agent did not keep up. */
        BACKLOG
    }

    WebhookMetrics(MeterRegistry registry, Supplier<Number> pending, Supplier<Number> dead, Supplier<Number> oldest) {
        this.registry = registry;
        delivered = Counter.builder("peerscribe.webhooks.delivered")
                .baseUnit("messages")
                .description("Messages that an endpoint took")
                .register(registry);
        rejected = Counter.builder("peerscribe.webhooks.journals.rejected")
                .baseUnit("messages")
                .description("Messages of earlier runs that could not be read")
                .register(registry);
        unwritten = Counter.builder("peerscribe.webhooks.journals.unwritten")
                .baseUnit("messages")
                .description("Times that a message could not be written to the disk")
                .register(registry);
        Gauge.builder("peerscribe.webhooks.pending", pending)
                .baseUnit("messages")
                .description("Messages that wait for an endpoint")
                .register(registry);
        Gauge.builder("peerscribe.webhooks.dead", dead)
                .baseUnit("messages")
                .description("Messages that were given up and are kept")
                .register(registry);
        Gauge.builder("peerscribe.webhooks.oldest.age", oldest)
                .baseUnit("seconds")
                .description("How long the oldest message has been waiting")
                .register(registry);
        givenUp = Counter.builder("peerscribe.webhooks.given.up")
                .baseUnit("messages")
                .description("Messages that were given up")
                .register(registry);
        // At 0 from the start, so that a first one is a rise.
        for (DeliveryCause cause : DeliveryCause.values()) {
            failures(cause);
        }
        for (Drop cause : Drop.values()) {
            drops(cause);
        }
    }

    void delivered() {
        delivered.increment();
    }

    void rejected() {
        rejected.increment();
    }

    void unwritten() {
        unwritten.increment();
    }

    void failed(DeliveryCause cause) {
        failures(cause).increment();
    }

    private Counter failures(DeliveryCause cause) {
        return Counter.builder("peerscribe.webhooks.failures")
                .tag("cause", cause.tag())
                .baseUnit("attempts")
                .description("Attempts to deliver a message that failed")
                .register(registry);
    }

    void gaveUp() {
        givenUp.increment();
    }

    void dropped(Drop cause) {
        drops(cause).increment();
    }

    private Counter drops(Drop cause) {
        return Counter.builder("peerscribe.webhooks.dropped")
                .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                .baseUnit("messages")
                .description("Facts that became no message")
                .register(registry);
    }
}
