package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.fakes.ManualScheduler;
import dev.peerscribe.recording.FileSeal;
import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.storage.TestStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class UploadsRestTest {
    private static final String FILE = "/api/v1/recordings/r1/files/ann.webm";
    private static final String UPLOADS = "/api/v1/recordings/r1/uploads";

    private final byte[] content = new byte[10_000];

    @TempDir
    Path directory;

    @Test
    void anUploadIsShownAndAFileThatHasGoneIsGivenByTheStore() throws Exception {
        try (TestStore store = new TestStore();
                Agent agent = agent(store)) {
            begin(agent);
            uploaded(agent);
            JsonNode upload = first(agent);

            assertThat(upload.get("state").stringValue()).isEqualTo("UPLOADED");
            assertThat(upload.get("localCopy").booleanValue()).isTrue();
            assertThat(upload.get("uploadedAt").stringValue()).isEqualTo("2026-01-01T12:00:00Z");
            JsonNode file = upload.get("files").get(0);
            assertThat(file.get("object").stringValue()).isEqualTo("s3://recordings/r1/ann.webm");
            assertThat(file.get("sent").intValue()).isEqualTo(10_000);
            assertThat(agent.get("/api/v1/uploads").is(200).json()).hasSize(1);
            assertThat(agent.get(FILE).is(200).response().body()).isEqualTo(content);

            release(agent);
            Agent.Answer answer = agent.get(FILE).is(307);
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            URI link = URI.create(answer.header("Location"));
            assertThat(agent.send(HttpRequest.newBuilder(link).build())
                            .is(200)
                            .response()
                            .body())
                    .isEqualTo(content);
            Agent.Answer head = agent.send(agent.request(FILE).HEAD().build()).is(307);
            Agent.Answer told = agent.send(HttpRequest.newBuilder(URI.create(head.header("Location")))
                            .HEAD()
                            .build())
                    .is(200);
            assertThat(told.header("Content-Length")).isEqualTo("10000");
            assertThat(told.header("ETag")).isNotEmpty();
            agent.get("/api/v1/recordings/r1/files/other.webm").is(404);
            assertThat(agent.post("/api/v1/recordings/r1/composites", "")
                            .problem(410, "gone")
                            .get("detail")
                            .stringValue())
                    .contains("no longer on the agent's disk");
            agent.get("/api/v1/recordings/none/uploads").is(404);
        }
    }

    @Test
    void aMeetingSaysWhereItsRecordingsGoAndThatIsShownWithEachOfThem() throws Exception {
        try (TestStore store = new TestStore();
                Agent agent = agent(
                        store,
                        "peerscribe.storage.stores.archive.bucket=" + TestStore.BUCKET,
                        "peerscribe.storage.stores.archive.prefix=old/",
                        "peerscribe.storage.stores.archive.endpoint=" + store.endpoint(),
                        "peerscribe.storage.stores.archive.path-style=true",
                        "peerscribe.storage.stores.archive.credentials.access-key-file=" + directory.resolve("access"),
                        "peerscribe.storage.stores.archive.credentials.secret-key-file="
                                + directory.resolve("secret"))) {
            String meeting = agent.post(
                            "/api/v1/meetings",
                            "{\"url\":\"ws://one\",\"storage\":{\"store\":\"archive\",\"prefix\":\"customer-7/\"}}")
                    .is(201)
                    .json()
                    .get("id")
                    .stringValue();
            JsonNode shown = agent.get("/api/v1/meetings/" + meeting).is(200).json();
            assertThat(shown.get("storage").get("store").stringValue()).isEqualTo("archive");
            JsonNode recording = agent.get("/api/v1/recordings?meeting=" + meeting)
                    .is(200)
                    .json()
                    .get(0);
            assertThat(recording.get("storage").get("prefix").stringValue()).isEqualTo("customer-7/");

            Path file =
                    Files.write(Files.createDirectories(directory.resolve("r1")).resolve("ann.webm"), content);
            agent.recordings()
                    .has("r1", file, FileSeal.sha256(file), new RecordingDestination("archive", "customer-7/"));
            agent.recordings().finish("r1");
            uploaded(agent);
            assertThat(first(agent).get("store").stringValue()).isEqualTo("archive");
            assertThat(first(agent).get("files").get(0).get("object").stringValue())
                    .isEqualTo("s3://recordings/old/customer-7/r1/ann.webm");
            assertThat(agent.send(HttpRequest.newBuilder(agent.management("/actuator/health"))
                                    .build())
                            .is(200)
                            .text())
                    .contains("archive", "default");

            String join = "{\"url\":\"ws://two\",\"storage\":%s}";
            assertThat(agent.post("/api/v1/meetings", join.formatted("{\"store\":\"attic\"}"))
                            .rule("invalid-request", "storage.store"))
                    .contains("none, archive, default");
            agent.post("/api/v1/meetings", join.formatted("{\"store\":\"archive\",\"prefix\":\"../\"}"))
                    .rule("invalid-request", "storage.prefix");
            agent.post("/api/v1/meetings", join.formatted("{\"bucket\":\"mine\"}"))
                    .problem(400, "unreadable-body");
        }
    }

    @Test
    void whyAnUploadFailsIsToldAndWhereLinksAreOffAFileThatHasGoneSaysWhereItIs() throws Exception {
        try (TestStore store = new TestStore();
                Agent agent = agent(store, "peerscribe.storage.s3.link-lifetime=0s")) {
            store.unavailable.set(Integer.MAX_VALUE);
            begin(agent);
            await().ignoreExceptions().until(() -> first(agent).get("failures").intValue() == 1);

            JsonNode upload = first(agent);
            assertThat(upload.get("state").stringValue()).isEqualTo("QUEUED");
            assertThat(upload.get("lastError").get("cause").stringValue()).isEqualTo("STORE_ERROR");
            assertThat(upload.get("lastError").get("fault").stringValue()).isEqualTo("STORE");
            assertThat(upload.get("nextAttemptAt").stringValue()).startsWith("2026-01-01T12:00:0");
            assertThat(agent.get(FILE).is(200).response().body()).isEqualTo(content);
            agent.send(HttpRequest.newBuilder(agent.management("/actuator/health"))
                            .build())
                    .is(200);

            store.unavailable.set(0);
            agent.bean(ManualClock.class).advance(Duration.ofMinutes(5));
            agent.bean(ManualScheduler.class).runAll();
            uploaded(agent);
            release(agent);
            assertThat(agent.get(FILE).problem(410, "gone").get("detail").stringValue())
                    .contains("s3://recordings/r1/ann.webm");
        }
    }

    private static JsonNode first(Agent agent) {
        return agent.get(UPLOADS).is(200).json().get(0);
    }

    private static void uploaded(Agent agent) {
        await().ignoreExceptions()
                .until(() -> first(agent).get("state").stringValue().equals("UPLOADED"));
        // Else a look may find it still in a worker's hands, and there is no other while time stands still.
        await().until(() -> agent.bean(MeterRegistry.class)
                        .get("peerscribe.storage.running")
                        .gauge()
                        .value()
                == 0);
    }

    private void begin(Agent agent) throws Exception {
        Path file = Files.write(Files.createDirectories(directory.resolve("r1")).resolve("ann.webm"), content);
        agent.recordings().has("r1", file, FileSeal.sha256(file));
        agent.recordings().finish("r1");
    }

    private static void release(Agent agent) {
        agent.bean(ManualClock.class).advance(Duration.ofHours(1));
        agent.bean(ManualScheduler.class).runAll();
        await().ignoreExceptions().until(() -> !first(agent).get("localCopy").booleanValue());
    }

    private Agent agent(TestStore store, String... more) throws Exception {
        Path access = Files.writeString(directory.resolve("access"), TestStore.ACCESS_KEY);
        Path secret = Files.writeString(directory.resolve("secret"), TestStore.SECRET_KEY);
        Map<String, String> properties = new LinkedHashMap<>(Map.of(
                "peerscribe.storage.type",
                "s3",
                "peerscribe.storage.directory",
                directory.resolve("uploads").toString(),
                "peerscribe.storage.s3.endpoint",
                store.endpoint().toString(),
                "peerscribe.storage.s3.path-style",
                "true",
                "peerscribe.storage.s3.bucket",
                TestStore.BUCKET,
                "peerscribe.storage.s3.credentials.access-key-file",
                access.toString(),
                "peerscribe.storage.s3.credentials.secret-key-file",
                secret.toString(),
                "peerscribe.storage.s3.transfer.attempts",
                "1",
                "peerscribe.storage.retention.local-copy",
                "1h"));
        for (String each : more) {
            properties.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        return new Agent(properties.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toArray(String[]::new));
    }
}
