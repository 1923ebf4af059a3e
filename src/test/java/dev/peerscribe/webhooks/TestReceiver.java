package dev.peerscribe.webhooks;

import com.sun.net.httpserver.HttpExchange;
import dev.peerscribe.faults.LocalServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of webhooks on this machine, which may be down, or answer as a test wants. */
public final class TestReceiver implements AutoCloseable {
    /** What came, in order. */
    public final List<Message> messages = new CopyOnWriteArrayList<>();

    public volatile int status = 204;
    volatile Map<String, String> answer = Map.of();

    private final LocalServer server = new LocalServer(this::handle);

    /** A request; headers in lower case. */
    public record Message(Map<String, List<String>> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    public URI url() {
        return server.uri().resolve("/hook?token=secret");
    }

    void up() {
        server.up();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(exchange.getRequestHeaders());
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            messages.add(new Message(headers, body));
            answer.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** Refuses connections, and closes those that are open. */
    void down() {
        server.down();
    }

    @Override
    public void close() {
        server.close();
    }
}
