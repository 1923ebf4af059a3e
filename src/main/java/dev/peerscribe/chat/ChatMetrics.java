package dev.peerscribe.chat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** The meters of the chat. */
@Component
class ChatMetrics {
    private final Counter received;
    private final Counter sent;
    private final Counter repeated;
    private final Counter tooLong;
    private final Counter notText;
    private final Counter refused;

    ChatMetrics(MeterRegistry registry) {
        received = messages(registry, "in");
        sent = messages(registry, "out");
        repeated = dropped(registry, "repeated");
        tooLong = dropped(registry, "too-long");
        notText = dropped(registry, "not-text");
        refused = Counter.builder("peerscribe.chat.refused")
                .description("messages of the agent's that no way would take")
                .baseUnit("messages")
                .register(registry);
    }

    void received() {
        received.increment();
    }

    void sent() {
        sent.increment();
    }

    void repeated() {
        repeated.increment();
    }

    void tooLong() {
        tooLong.increment();
    }

    void notText() {
        notText.increment();
    }

    void refused() {
        refused.increment();
    }

    private static Counter messages(MeterRegistry registry, String direction) {
        return Counter.builder("peerscribe.chat.messages")
                .description("messages that were taken into a history")
                .baseUnit("messages")
                .tag("direction", direction)
                .register(registry);
    }

    private static Counter dropped(MeterRegistry registry, String cause) {
        return Counter.builder("peerscribe.chat.dropped")
                .description("messages that came and were not taken into a history")
                .baseUnit("messages")
                .tag("cause", cause)
                .register(registry);
    }
}
