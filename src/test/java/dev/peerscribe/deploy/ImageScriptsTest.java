package dev.peerscribe.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the image has in place of curl: its health check, and the drain before a pod ends. */
@EnabledOnOs(OS.LINUX)
class ImageScriptsTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger used = new AtomicInteger();
    private volatile int drainStatus = 202;
    private volatile int health = 200;
    private final HttpServer agent;

    ImageScriptsTest() throws IOException {
        agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        agent.createContext("/", exchange -> answer(exchange, 404, ""));
        agent.createContext("/actuator/health/liveness", exchange -> answer(exchange, health, "{\"status\":\"UP\"}"));
        agent.createContext("/api/v1/drain", exchange -> answer(exchange, drainStatus, "{}"));
        // As an agent that is left by a meeting with each look.
        agent.createContext(
                "/actuator/health/meeting",
                exchange -> answer(
                        exchange,
                        503,
                        "{\"details\":{\"state\":\"DRAINING\",\"capacity\":16,\"used\":%d},\"status\":\"OUT_OF_SERVICE\"}"
                                .formatted(used.getAndUpdate(now -> Math.max(now - 1, 0)))));
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.stop(0);
    }

    @Test
    void anAgentThatIsAliveIsHealthy() throws Exception {
        assertThat(run("health").code()).isZero();
        assertThat(asked).containsExactly("GET /actuator/health/liveness localhost null");
    }

    @Test
    void anAgentThatIsNotIsNot() throws Exception {
        health = 503;
        Ended ended = run("health", "liveness");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("liveness of 127.0.0.1").contains("503");
        agent.stop(0);
        assertThat(run("health").output()).contains("no answer");
    }

    @Test
    void aDrainLastsUntilNoMeetingIsLeft() throws Exception {
        used.set(1);
        assertThat(run("drain", "20").code()).isZero();
        assertThat(asked)
                .containsExactly(
                        "POST /api/v1/drain localhost null",
                        "GET /actuator/health/meeting localhost null",
                        "GET /actuator/health/meeting localhost null");
    }

    @Test
    void aDrainLastsNoLongerThanItMay() throws Exception {
        used.set(100);
        Ended ended = run("drain", "1");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("1 s were not enough for 100 meeting(s)");
    }

    @Test
    void aDrainShowsItsToken(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "secret-token\n");
        assertThat(run(List.of("drain"), "PEERSCRIBE_DRAIN_TOKEN_FILE", token.toString()).code())
                .isZero();
        assertThat(asked).first().isEqualTo("POST /api/v1/drain localhost Bearer secret-token");
    }

    @Test
    void aDrainThatIsRefusedIsToldAndMeetingsAreWaitedForAllTheSame() throws Exception {
        drainStatus = 401;
        Ended ended = run("drain");
        assertThat(ended.output()).contains("the agent did not take it: HTTP/1.1 401");
        assertThat(asked).contains("GET /actuator/health/meeting localhost null");
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        var headers = exchange.getRequestHeaders();
        asked.add("%s %s %s %s"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        headers.getFirst("Host"),
                        headers.getFirst("Authorization")));
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Ended run(String... words) throws Exception {
        return run(List.of(words));
    }

    private Ended run(List<String> words, String... environment) throws Exception {
        List<String> command = new ArrayList<>(words);
        command.set(0, Path.of("config", "image", words.getFirst()).toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        String port = String.valueOf(agent.getAddress().getPort());
        builder.environment().put("PEERSCRIBE_API_PORT", port);
        builder.environment().put("PEERSCRIBE_MANAGEMENT_PORT", port);
        for (int i = 0; i < environment.length; i += 2) {
            builder.environment().put(environment[i], environment[i + 1]);
        }
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private record Ended(int code, String output) {}
}
