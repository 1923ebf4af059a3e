package dev.peerscribe;

import dev.peerscribe.faults.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An agent that a command runs, which takes the agent's arguments and ends it when it is ended itself. */
final class AgentCommand implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration END = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private AgentCommand(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one, its log in {@code target/agent.log}, and waits until it is ready. */
    static AgentCommand start(String command, List<String> arguments) {
        try {
            int port = FreePort.any();
            int management = FreePort.any();
            List<String> words = new ArrayList<>(List.of(command));
            words.addAll(arguments);
            words.addAll(List.of("--server.port=" + port, "--management.server.port=" + management));
            Path log = Path.of("target", "agent.log");
            Files.createDirectories(log.getParent());
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            AgentCommand agent = new AgentCommand(process, port);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            URI ready = URI.create("http://localhost:" + management + "/actuator/health/readiness");
            Awaitility.await().atMost(START).until(() -> agent.answers(ready));
            return agent;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    private boolean answers(URI uri) throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the agent ended with " + process.exitValue() + "; see target/agent.log");
        }
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        boolean ended = false;
        try {
            ended = process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly();
            throw new IllegalStateException("the agent did not end within " + END);
        }
    }
}
