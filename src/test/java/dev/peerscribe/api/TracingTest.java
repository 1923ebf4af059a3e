package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traces, told to a collector over OTLP. */
@Timeout(60)
class TracingTest {
    @Test
    void requestsAreTracedWhereACollectorIsConfigured() throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            // Protobuf, in which texts stand as they are.
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (Agent agent = new Agent(
                "management.opentelemetry.tracing.export.otlp.endpoint=http://localhost:"
                        + collector.getAddress().getPort() + "/v1/traces",
                "management.opentelemetry.tracing.export.schedule-delay=100ms",
                "management.tracing.sampling.probability=1.0")) {
            agent.get("/api/v1/meetings/abc", "Authorization", "Bearer psk_secret_key")
                    .is(404);

            await().untilAsserted(() -> assertThat(String.join("", told))
                    .contains("http get /api/v1/meetings/{id}", "service.name", "peerscribe"));
            assertThat(String.join("", told)).doesNotContain("psk_secret_key", "security");
        } finally {
            collector.stop(0);
        }
    }
}
