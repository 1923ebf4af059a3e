package dev.peerscribe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.peerscribe.signaling.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** A WHIP endpoint (RFC 9725) over TLS with a token, whose media a browser's page receives; see {@code browser/whip.js}. */
final class WhipEndpoint implements AutoCloseable {
    private static final String SDP = "application/sdp";

    private final JsonMapper json = JsonMapper.builder().build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpsServer whip;
    private final HttpServer stage;
    private final String token;
    private final int port;
    private final AtomicInteger numbers = new AtomicInteger();
    /** What the page is to do. */
    private final LinkedBlockingQueue<Map<String, String>> orders = new LinkedBlockingQueue<>();

    private final Map<String, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private WhipEndpoint(TestCertificates certificates, String token, int port)
            throws IOException, GeneralSecurityException {
        this.token = token;
        this.port = port;
        whip = HttpsServer.create();
        whip.setExecutor(threads);
        serve(whip, "/", this::whip);
        whip.setHttpsConfigurator(new HttpsConfigurator(certificates.server("localhost")));
        stage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stage.setExecutor(threads);
        serve(stage, "/", exchange -> send(exchange, 200, "text/html", "<!doctype html><script src=whip.js></script>"));
        serve(stage, "/whip.js", exchange -> send(exchange, 200, "text/javascript", script()));
        serve(stage, "/next", this::next);
        serve(stage, "/answers/", this::answer);
        stage.start();
    }

    /** Only its page is there yet. */
    static WhipEndpoint start(TestCertificates certificates, String token, int port)
            throws IOException, GeneralSecurityException {
        return new WhipEndpoint(certificates, token, port);
    }

    /** Takes offers from now on; the page is open. */
    void listen() throws IOException {
        whip.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        whip.start();
    }

    /** The page that receives. */
    URI page() {
        return URI.create("http://localhost:" + stage.getAddress().getPort() + "/");
    }

    /** Method and path of each that had the right token. */
    List<String> requests() {
        return requests;
    }

    private static void serve(HttpServer server, String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private void whip(HttpExchange exchange) throws IOException {
        String offer = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.sendResponseHeaders(401, -1);
            return;
        }
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        if (exchange.getRequestMethod().equals("DELETE")) {
            orders.add(Map.of("id", path.substring(path.lastIndexOf('/') + 1)));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        String id = String.valueOf(numbers.incrementAndGet());
        CompletableFuture<String> answer = new CompletableFuture<>();
        answers.put(id, answer);
        orders.add(Map.of("id", id, "offer", offer));
        try {
            String sdp = answer.get(10, TimeUnit.SECONDS);
            exchange.getResponseHeaders().set("Location", "/resources/" + id);
            exchange.getResponseHeaders().set("ETag", "\"" + id + "\"");
            send(exchange, 201, SDP, sdp);
        } catch (Exception e) {
            exchange.sendResponseHeaders(503, -1);
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        try {
            Map<String, String> order = orders.poll(5, TimeUnit.SECONDS);
            if (order == null) {
                exchange.sendResponseHeaders(204, -1);
            } else {
                send(exchange, 200, "application/json", json.writeValueAsString(order));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String sdp = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Objects.requireNonNull(answers.remove(path.substring(path.lastIndexOf('/') + 1)))
                .complete(sdp);
        exchange.sendResponseHeaders(204, -1);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static String script() throws IOException {
        try (InputStream script = WhipEndpoint.class.getResourceAsStream("/browser/whip.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** At once: whoever waits for an answer gets none. */
    @Override
    public void close() {
        whip.stop(0);
        stage.stop(0);
        threads.shutdownNow();
    }
}
