package dev.peerscribe.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/** The newest events and the clients that listen. Publishing takes constant time a client and never waits for one. */
@Component
class EventStream {
    /** Ids begin at the start of the process in microseconds: greater than those of any process before. */
    private static final long IDS_A_MILLISECOND = 1_000;

    private final ApiProperties properties;
    private final JsonMapper json;
    private final Clock clock;
    private final Counter dropped;
    /** Clients whose thread has not ended, the dropped ones included; any thread. */
    private final AtomicInteger open = new AtomicInteger();
    /** The newest, the oldest first; guarded by this. */
    private final Deque<Fact> history = new ArrayDeque<>();
    /** Those that are told; guarded by this. */
    private final Set<EventClient> clients = new HashSet<>();
    /** The id of the last event; guarded by this. */
    private long lastId;
    /** Guarded by this. */
    private boolean closed;

    EventStream(ApiProperties properties, JsonMapper json, MeterRegistry registry, Clock clock) {
        this.properties = properties;
        this.json = WebConfiguration.strict(json);
        this.clock = clock;
        lastId = clock.millis() * IDS_A_MILLISECOND;
        dropped = Counter.builder("peerscribe.api.event.clients.dropped")
                .description("clients that were too slow for the events they asked for")
                .baseUnit("clients")
                .register(registry);
        Gauge.builder("peerscribe.api.event.clients", open, AtomicInteger::get)
                .description("clients that listen to events")
                .baseUnit("clients")
                .register(registry);
    }

    /** Tells every client; drops those that have not kept up. */
    synchronized void publish(String name, @Nullable String meetingId, Map<String, Object> data) {
        data.put("at", clock.instant());
        Fact fact = new Fact(++lastId, name, meetingId, data);
        history.add(fact);
        if (history.size() > properties.eventHistory()) {
            history.remove();
        }
        clients.removeIf(client -> {
            if (client.offer(fact)) {
                return false;
            }
            client.drop();
            dropped.increment();
            return true;
        });
    }

    /**
     * A new client.
     *
     * @param meetingId the meeting whose events it wants, or null for all
     * @param lastEventId the last event that it knows, or null where it wants only what comes
     * @param allowed whether it may still listen; asked before each event and heartbeat
     */
    synchronized SseEmitter subscribe(@Nullable String meetingId, @Nullable Long lastEventId, BooleanSupplier allowed) {
        if (closed || open.get() >= properties.eventClients()) {
            throw new ApiException(
                            ProblemType.AT_CAPACITY,
                            closed
                                    ? "the agent ends"
                                    : properties.eventClients() + " clients listen to events, which is the limit",
                            List.of())
                    .with("Retry-After", "5");
        }
        EventClient client =
                new EventClient(meetingId, missed(meetingId, lastEventId), allowed, properties, json, this::forget);
        clients.add(client);
        open.incrementAndGet();
        client.start();
        return client.emitter();
    }

    /** Ends every stream and takes no new one; waits for the threads, within a bound. */
    void close() throws InterruptedException {
        List<EventClient> ending;
        synchronized (this) {
            closed = true;
            ending = new ArrayList<>(clients);
            clients.clear();
        }
        ending.forEach(EventClient::end);
        long until = System.nanoTime() + EventClient.END_TIMEOUT.toNanos();
        for (EventClient client : ending) {
            client.awaitEnd(until);
        }
    }

    private List<Fact> missed(@Nullable String meetingId, @Nullable Long lastEventId) {
        if (lastEventId == null || lastEventId >= lastId) {
            return List.of();
        }
        List<Fact> missed = new ArrayList<>();
        Fact oldest = history.peek();
        if (oldest == null || oldest.id() > lastEventId + 1) {
            // Some are gone: who keeps a picture of the agent by events has to fetch it anew.
            missed.add(new Fact(lastEventId, "events.missed", null, Map.of("after", lastEventId)));
        }
        history.stream()
                .filter(fact -> fact.id() > lastEventId)
                .filter(fact -> meetingId == null || meetingId.equals(fact.meetingId()))
                .forEach(missed::add);
        return missed;
    }

    private void forget(EventClient client) {
        open.decrementAndGet();
        synchronized (this) {
            clients.remove(client);
        }
    }
}
