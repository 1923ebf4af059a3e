package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.access.NewKeyCommand;
import dev.peerscribe.faults.FreePort;
import dev.peerscribe.faults.LocalServer;
import dev.peerscribe.recording.MediaProbe;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
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

    private static final int CALLERS = 3;
    private static final Duration MOST_TO_COMPLETE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Process started;
    private int api;
    private int management;
    /** What is sent along with every request; nothing where empty. */
    private String authorization = "";

    @AfterEach
    void stop() {
        if (started != null) {
            started.destroyForcibly();
        }
        http.close();
    }

    /** preStop, then SIGTERM while a meeting goes on, then the patience of the platform is at its end. */
    @Test
    void theCommandDrainsSigtermGoesOnWithThatAndASecondOneCompletesTheFiles() throws Exception {
        Process process = start("peerscribe.meeting.drain.deadline=1h");
        await().atMost(Duration.ofSeconds(60)).until(() -> ready() == 200);
        callersTalk();
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
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ended").isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.DONE);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(MOST_TO_COMPLETE);
        command.join(Duration.ofSeconds(5));
        assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("1 meetings");
        assertEveryFilePlays(recording);
        assertThat(log())
                .contains(
                        "principal=command:drain",
                        "principal=signal:TERM",
                        "action=meeting.join outcome=SUCCESS principal=configuration:join object=" + meeting,
                        "action=meeting.leave outcome=SUCCESS principal=policy:shutdown object=" + meeting);
        assertThat(jsonLines())
                .anyMatch(line -> line.path("meeting").asString("").equals(meeting));
        assertThat(jsonLines())
                .anyMatch(line -> line.path("audit").path("action").asString("").equals("demo.invite"));
        assertThat(DrainDoor.path(process.pid())).doesNotExist();
    }

    /**
     * SIGTERM is the first step, and nobody asks again: the deadline ends the meeting. All the while callers, a store, a webhook
     * and an issuer that fail have every secret used, and nothing of them is in the most talkative log there can be.
     */
    @Test
    void sigtermDrainsTheDeadlineCompletesTheFilesAndNoSecretIsInTheLog() throws Exception {
        String chat = "what nobody but the meeting is to read";
        String token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9." + "c2lnbmF0dXJl".repeat(6);
        String storeSecret = "secretOfTheStore0123456789abcdefghijklm";
        String webhookSecret = "whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        String apiKey = key();
        Set<String> asked = ConcurrentHashMap.newKeySet();
        try (LocalServer failing = new LocalServer(exchange -> {
            try (exchange) {
                exchange.getRequestHeaders().forEach((name, values) -> asked.add(name + ": " + values));
                asked.add(exchange.getRequestURI().getPath());
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(500, -1);
            }
        })) {
            Process process = start(
                    "peerscribe.meeting.drain.deadline=2s",
                    "logging.level.root=debug",
                    "logging.level.dev.peerscribe=trace",
                    "peerscribe.access.keys-file=" + folder.resolve("keys.json"),
                    "peerscribe.access.jwt.issuer=https://login.example.org",
                    "peerscribe.access.jwt.jwk-set-uri=" + failing.uri() + "/issuers-keys",
                    "peerscribe.access.jwt.audience=peerscribe",
                    "peerscribe.storage.type=s3",
                    "peerscribe.storage.s3.endpoint=" + failing.uri(),
                    "peerscribe.storage.s3.bucket=recordings",
                    "peerscribe.storage.s3.path-style=true",
                    "peerscribe.storage.s3.credentials.access-key-file="
                            + Files.writeString(folder.resolve("access"), "AKSTORE"),
                    "peerscribe.storage.s3.credentials.secret-key-file="
                            + Files.writeString(folder.resolve("secret"), storeSecret),
                    "peerscribe.webhooks.directory=" + folder.resolve("webhooks"),
                    "peerscribe.webhooks.endpoints[0].id=failing",
                    "peerscribe.webhooks.endpoints[0].url=" + failing.uri() + "/webhook",
                    "peerscribe.webhooks.endpoints[0].secret-files="
                            + Files.writeString(folder.resolve("webhook-secret"), webhookSecret));
            await().atMost(Duration.ofSeconds(60)).until(() -> ready() == 200);
            authorization = "Bearer " + token;
            assertThat(send("GET", "/api/v1/status", "").statusCode()).isEqualTo(503);
            authorization = "Bearer " + apiKey;
            callersTalk();
            String recording = recordings().get(0).get("id").stringValue();
            String meeting = recordings().get(0).get("meetingId").stringValue();
            assertThat(send("POST", "/api/v1/meetings/" + meeting + "/chat", "{\"text\":\"" + chat + "\"}")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(send("GET", "/api/v1/meetings/" + meeting + "/chat", "").body())
                    .contains(chat);

            long before = System.nanoTime();
            process.destroy();
            await().atMost(Duration.ofSeconds(1)).until(() -> ready() == 503);
            assertThat(process.isAlive()).isTrue();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();

            assertThat(process.exitValue()).isEqualTo(ExitCode.DONE);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(2).plus(MOST_TO_COMPLETE));
            assertEveryFilePlays(recording);
            assertThat(String.join("\n", asked))
                    .as("secrets were used")
                    .contains("/issuers-keys", "AWS4-HMAC-SHA256 Credential=AKSTORE/", "/webhook", "v1,");
            String log = log();
            assertThat(log)
                    .contains("principal=signal:TERM", "\"DEBUG\"")
                    .containsPattern("action=meeting.leave outcome=SUCCESS principal=policy:(drain|shutdown) ");
            for (String secret : List.of(
                    apiKey,
                    token,
                    storeSecret,
                    webhookSecret.substring(6),
                    chat,
                    "Hello, I am",
                    "a=ice-pwd",
                    "a=rtpmap")) {
                assertThat(log.lines().filter(line -> line.contains(secret)).limit(3))
                        .as(secret)
                        .isEmpty();
            }
        }
    }

    /** A key for everything, as whoever calls has it; its entry is in the file. */
    private String key() throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(NewKeyCommand.run(List.of("test", "all"), out, out)).isZero();
        List<String> lines = said.toString(StandardCharsets.UTF_8).lines().toList();
        Files.writeString(
                folder.resolve("keys.json"), "{\"keys\":[" + lines.get(1).replaceFirst("entry +", "") + "]}");
        return lines.get(0).replaceFirst("key +", "");
    }

    /** Some come, and are recorded for some seconds. */
    private void callersTalk() {
        for (int i = 0; i < CALLERS; i++) {
            assertThat(send("POST", "/demo/guests", "{\"seconds\":120}").statusCode())
                    .isEqualTo(201);
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> {
            JsonNode files = recordings().path(0).path("files");
            return files.size() == CALLERS
                    && files.valueStream()
                            .allMatch(file -> file.path("durationSeconds").asDouble(0) > 2);
        });
    }

    private void assertEveryFilePlays(String recording) throws IOException {
        Path its = folder.resolve("recordings").resolve(recording);
        JsonNode journal = JSON.readTree(its.resolve("recording.json").toFile()).path("recording");
        assertThat(journal.path("state").asString("")).isEqualTo("COMPLETE");
        assertThat(journal.path("files")).hasSize(CALLERS);
        for (JsonNode file : journal.path("files")) {
            MediaProbe probe = MediaProbe.of(its.resolve(file.get("name").asString()));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.durationSeconds()).isGreaterThan(2);
            assertThat(probe.pictures()).hasSizeGreaterThan(15);
        }
        assertThat(its.resolve("manifest.jws")).isNotEmptyFile();
    }

    private Process start(String... more) throws IOException {
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
        List<String> properties = new ArrayList<>(List.of(
                "server.port=" + api,
                "management.server.port=" + management,
                "peerscribe.recording.directory=" + folder.resolve("recordings"),
                "peerscribe.composite.directory=" + folder.resolve("composites"),
                "peerscribe.embedded.relay.enabled=true",
                "peerscribe.embedded.relay.port=" + relay,
                "peerscribe.embedded.demo.enabled=true",
                "peerscribe.embedded.demo.width=320",
                "peerscribe.embedded.demo.height=180",
                "peerscribe.embedded.demo.frame-rate=15",
                "peerscribe.media.engine=passthrough",
                "logging.structured.format.console=ecs",
                "peerscribe.meeting.join[0].url=ws://localhost:" + relay));
        properties.addAll(List.of(more));
        properties.forEach(property -> command.add("--" + property));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        started = process;
        return process;
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
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + api + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
