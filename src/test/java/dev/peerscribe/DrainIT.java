package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.faults.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The end of a real process, as a platform brings it about. */
@Timeout(120)
class DrainIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;
    private int api;
    private int management;

    @AfterEach
    void stop() {
        process.destroyForcibly();
        http.close();
    }

    /** preStop, then SIGTERM while a meeting goes on, then the patience of the platform is at its end. */
    @Test
    void theCommandDrainsSigtermGoesOnWithThatAndASecondOneCompletesTheFiles() throws Exception {
        await().atMost(Duration.ofSeconds(60)).until(() -> ready() == 200);
        send("POST", "/demo/guests", "{\"seconds\":60}");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> recordings().path(0).path("files").size() > 0);
        String recording = recordings().get(0).get("id").stringValue();
        String meeting = recordings().get(0).get("meetingId").stringValue();

        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Thread command = Thread.ofPlatform().daemon().start(() -> {
            PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
            int _ = DrainCommand.run(List.of(Long.toString(process.pid())), out, out);
        });
        await().atMost(Duration.ofSeconds(1)).until(() -> ready() == 503);
        assertThat(send("POST", "/api/v1/meetings", "{\"url\":\"ws://localhost:1\"}")
                        .statusCode())
                .isEqualTo(503);

        process.destroy();
        await().pollDelay(Duration.ofMillis(500)).until(() -> said.size() > 0);
        assertThat(process.isAlive()).isTrue();
        assertThat(JSON.readTree(send("GET", "/api/v1/meetings", "").body())).hasSize(1);

        long before = System.nanoTime();
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("ended").isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.DONE);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        command.join(Duration.ofSeconds(5));
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("1 meetings");
        assertThat(JSON.readTree(folder.resolve("recordings")
                                .resolve(recording)
                                .resolve("recording.json")
                                .toFile())
                        .path("recording")
                        .path("state")
                        .asString(""))
                .isEqualTo("COMPLETE");
        assertThat(log()).contains("principal=command:drain", "principal=signal:TERM");
        assertThat(jsonLines())
                .anyMatch(line -> line.path("meeting").asString("").equals(meeting));
        assertThat(jsonLines())
                .anyMatch(line -> line.path("audit").path("action").asString("").equals("demo.invite"));
        assertThat(DrainDoor.path(process.pid())).doesNotExist();
    }

    @BeforeEach
    void start() throws IOException {
        api = FreePort.any();
        management = FreePort.any();
        int relay = FreePort.any();
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PeerscribeApplication.class.getName()));
        for (String property : List.of(
                "server.port=" + api,
                "management.server.port=" + management,
                "peerscribe.recording.directory=" + folder.resolve("recordings"),
                "peerscribe.composite.directory=" + folder.resolve("composites"),
                "peerscribe.embedded.relay.enabled=true",
                "peerscribe.embedded.relay.port=" + relay,
                "peerscribe.embedded.demo.enabled=true",
                "peerscribe.media.engine=passthrough",
                "logging.structured.format.console=ecs",
                "peerscribe.meeting.drain.deadline=1h",
                "peerscribe.meeting.join[0].url=ws://localhost:" + relay)) {
            command.add("--" + property);
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private List<JsonNode> jsonLines() throws IOException {
        return log().lines()
                .filter(line -> line.startsWith("{"))
                .<JsonNode>map(JSON::readTree)
                .toList();
    }

    private int ready() {
        try {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://localhost:" + management + "/actuator/health/readiness"))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private JsonNode recordings() {
        return JSON.readTree(send("GET", "/api/v1/recordings", "").body());
    }

    private HttpResponse<String> send(String method, String path, String body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + api + path))
                            .timeout(Duration.ofSeconds(20))
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body.isEmpty()
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
