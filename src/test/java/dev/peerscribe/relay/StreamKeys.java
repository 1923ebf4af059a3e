package dev.peerscribe.relay;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whom an nginx asks over HTTP who may publish, and tells what it has recorded. */
final class StreamKeys implements AutoCloseable {
    private final HttpServer server;
    /** What is answered to those that may not. */
    private final Map<String, Integer> refused;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Path> recorded = new ConcurrentHashMap<>();

    /** @param refused keys, each with the HTTP status that refuses it */
    StreamKeys(Map<String, Integer> refused) throws IOException {
        this.refused = Map.copyOf(refused);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> form =
                    form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String key = form.get("name");
            int status = 200;
            if ("publish".equals(form.get("call"))) {
                status = refused.getOrDefault(key, status);
                asked.add(key);
            } else {
                recorded.put(key, Path.of(form.get("path")));
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static Map<String, String> form(String body) {
        Map<String, String> fields = new HashMap<>();
        for (String field : body.split("&", -1)) {
            String[] parts = field.split("=", 2);
            fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** How often somebody came with it. */
    int asked(String key) {
        return Collections.frequency(asked, key);
    }

    /** The file of the latest stream with this key, once it is closed. */
    Path awaitRecorded(String key) {
        return await().atMost(Duration.ofSeconds(10)).until(() -> recorded.get(key), file -> file != null);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
