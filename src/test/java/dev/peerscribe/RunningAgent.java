package dev.peerscribe;

import dev.peerscribe.faults.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole agent with its relay and demo page, on ports of its own, driven over HTTP as a user would. It runs in this process, or,
 * with the system property {@code peerscribe.test.agent}, by that command: so the same tests run against an image (bench/image).
 */
final class RunningAgent implements AutoCloseable {
    private static final String COMMAND = System.getProperty("peerscribe.test.agent", "");

    private final AutoCloseable process;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final JsonMapper json = JsonMapper.builder().build();
    private final URI base;
    private final URI relay;

    private RunningAgent(AutoCloseable process, int port, URI relay) {
        this.process = process;
        this.relay = relay;
        this.base = URI.create("http://localhost:" + port);
    }

    /** With relay and demo, in the relay's default meeting. */
    static RunningAgent start(Path recordings, String... more) throws IOException {
        int relayPort = FreePort.any();
        List<String> arguments = new ArrayList<>(List.of(
                "--peerscribe.embedded.relay.enabled=true",
                "--peerscribe.embedded.relay.port=" + relayPort,
                "--peerscribe.embedded.demo.enabled=true",
                "--peerscribe.meeting.join[0].url=ws://localhost:" + relayPort,
                "--peerscribe.meeting.join[0].name=Demo meeting"));
        arguments.addAll(List.of(more));
        return run(recordings, arguments, URI.create("ws://localhost:" + relayPort));
    }

    /** With what is on by default. */
    static RunningAgent startAlone(Path recordings, String... more) {
        return run(recordings, List.of(more), URI.create("ws://localhost:1"));
    }

    private static RunningAgent run(Path recordings, List<String> more, URI relay) {
        List<String> arguments = new ArrayList<>(List.of("--peerscribe.recording.directory=" + recordings));
        arguments.addAll(more);
        if (!COMMAND.isEmpty()) {
            AgentCommand command = AgentCommand.start(COMMAND, arguments);
            return new RunningAgent(command, command.port(), relay);
        }
        arguments.addAll(List.of("--server.port=0", "--management.server.port=0"));
        ConfigurableApplicationContext context =
                SpringApplication.run(PeerscribeApplication.class, arguments.toArray(String[]::new));
        int port = Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer())
                .getPort();
        return new RunningAgent(context, port, relay);
    }

    URI url(String path) {
        return base.resolve(path);
    }

    URI relay() {
        return relay;
    }

    /** A bean, for what no user can see: counters and sizes. */
    <T> T bean(Class<T> type) {
        if (process instanceof ConfigurableApplicationContext context) {
            return context.getBean(type);
        }
        throw new IllegalStateException("an agent of another process shows what users see");
    }

    JsonNode get(String path) {
        return json.readTree(send(HttpRequest.newBuilder(url(path))).body());
    }

    HttpResponse<byte[]> download(String path) {
        return exchange(HttpRequest.newBuilder(url(path)), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder(url(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> put(String path, String body) {
        return send(HttpRequest.newBuilder(url(path))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path) {
        return send(HttpRequest.newBuilder(url(path)).DELETE());
    }

    /** The id of the one meeting that the agent was told to join. */
    String meeting() {
        return get("/api/v1/meetings").get(0).get("id").asString();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return exchange(request, HttpResponse.BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the agent", e);
        }
    }

    @Override
    public void close() {
        try {
            process.close();
        } catch (Exception e) {
            throw new IllegalStateException("the agent did not end", e);
        }
        http.close();
    }
}
