package dev.peerscribe.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A receiver of webhooks on this machine, which may be down, or answer as a test wants. */
public final class TestReceiver implements AutoCloseable {
    /** What came, in order. */
    public final List<Message> messages = new CopyOnWriteArrayList<>();

    public volatile int status = 204;
    volatile Map<String, String> answer = Map.of();

    private final int port;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;

    /** A request; headers in lower case. */
    public record Message(Map<String, List<String>> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    public TestReceiver() {
        port = up(0);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/hook?token=secret");
    }

    void up() {
        up(port);
    }

    private int up(int where) {
        try {
            HttpServer listening =
                    HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), where), 50);
            ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
            listening.setExecutor(executor);
            listening.createContext("/", this::handle);
            listening.start();
            server = listening;
            threads = executor;
            return listening.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        HttpServer listening = server;
        ExecutorService executor = threads;
        if (listening != null) {
            listening.stop(0);
            server = null;
        }
        if (executor != null) {
            executor.shutdownNow();
            threads = null;
        }
    }

    @Override
    public void close() {
        down();
    }
}
