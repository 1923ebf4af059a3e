package dev.peerscribe.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/** A client that listens: its queue, and the thread that waits for its socket. */
final class EventClient {
    private static final MediaType JSON_TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);
    /** Wakes the writer for the last time. */
    private static final Fact END = new Fact(0, "", null, Map.of());

    private static final long RECONNECT_MILLIS = 2_000;
    static final Duration END_TIMEOUT = Duration.ofSeconds(2);

    private final @Nullable String meetingId;
    private final List<Fact> missed;
    private final BooleanSupplier allowed;
    private final BlockingQueue<Fact> queue;
    private final Duration heartbeat;
    private final JsonMapper json;
    private final SseEmitter emitter = new SseEmitter(0L);
    private final Thread writer;
    /** Whether what is queued is the last; goes from false to true only; any thread. */
    private volatile boolean ending;

    EventClient(
            @Nullable String meetingId,
            List<Fact> missed,
            BooleanSupplier allowed,
            ApiProperties properties,
            JsonMapper json,
            Consumer<EventClient> onEnd) {
        this.meetingId = meetingId;
        this.missed = missed;
        this.allowed = allowed;
        this.queue = new ArrayBlockingQueue<>(properties.eventQueue());
        this.heartbeat = properties.heartbeat();
        this.json = json;
        // Virtual: it waits for a socket nearly all of its life.
        this.writer = Thread.ofVirtual().name("event-client").unstarted(() -> {
            try {
                write();
            } finally {
                onEnd.accept(this);
            }
        });
        emitter.onCompletion(this::drop);
        emitter.onError(error -> drop());
    }

    SseEmitter emitter() {
        return emitter;
    }

    void start() {
        writer.start();
    }

    /** Enqueues; false where the client has not kept up. */
    boolean offer(Fact fact) {
        if (meetingId != null && !meetingId.equals(fact.meetingId())) {
            return true;
        }
        boolean taken = queue.offer(fact);
        if (taken && meetingId != null && fact.name().equals(Fact.MEETING_LEFT)) {
            end();
        }
        return taken;
    }

    /** Ends it after what is queued. */
    void end() {
        ending = true;
        // Wakes the writer; where the queue is full it is awake. It is not interrupted: that could tear its socket.
        boolean _ = queue.offer(END);
    }

    /** Ends it now; never waits, for its socket may be stuck. */
    void drop() {
        queue.clear();
        end();
    }

    /** Waits for the end of its thread, no longer than until then by {@link System#nanoTime()}. */
    void awaitEnd(long until) throws InterruptedException {
        writer.join(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
    }

    private void write() {
        try {
            // The first bytes tell the client that it is connected.
            emitter.send(SseEmitter.event().comment("connected").reconnectTime(RECONNECT_MILLIS));
            for (Fact fact : missed) {
                send(fact);
            }
            Fact next = next();
            while (allowed.getAsBoolean() && (next == null ? !ending : !next.equals(END))) {
                if (next == null) {
                    emitter.send(SseEmitter.event().comment("alive"));
                } else {
                    send(next);
                }
                next = next();
            }
        } catch (IOException | IllegalStateException e) {
            // The client is gone; the container knows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Releases the request in any case.
        emitter.complete();
    }

    /** The next event, null where it is time for a heartbeat, {@link #END} where there will be none. */
    private @Nullable Fact next() throws InterruptedException {
        return ending ? queue.poll() : queue.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(Fact fact) throws IOException {
        emitter.send(SseEmitter.event()
                .id(Long.toString(fact.id()))
                .name(fact.name())
                .data(json.writeValueAsString(fact.data()), JSON_TEXT));
    }
}
