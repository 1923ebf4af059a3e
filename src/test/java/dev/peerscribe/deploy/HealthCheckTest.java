package dev.peerscribe.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the image has in place of curl. */
@EnabledOnOs(OS.LINUX)
class HealthCheckTest {
    private final HttpServer agent;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    HealthCheckTest() throws IOException {
        agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        agent.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " of "
                    + exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.stop(0);
    }

    @Test
    void anAgentThatIsAliveIsHealthy() throws Exception {
        assertThat(check("").code()).isZero();
        assertThat(check("readiness").code()).isZero();
        assertThat(asked)
                .containsExactly("/actuator/health/liveness of localhost", "/actuator/health/readiness of localhost");
    }

    @Test
    void anAgentThatSaysOtherwiseIsNot() throws Exception {
        status = 503;
        Ended ended = check("readiness");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("readiness of 127.0.0.1").contains("503");
    }

    @Test
    void neitherIsOneThatDoesNotAnswer() throws Exception {
        agent.stop(0);
        Ended ended = check("liveness");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("no answer");
    }

    private Ended check(String group) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Path.of("config", "image", "health").toString()));
        if (!group.isEmpty()) {
            command.add(group);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put(
                        "PEERSCRIBE_MANAGEMENT_PORT",
                        String.valueOf(agent.getAddress().getPort()));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private record Ended(int code, String output) {}
}
