package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.recording.FinishedRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompositesTest {
    private static final String COMPOSITES = "/api/v1/recordings/r1/composites";

    private Agent agent;

    @BeforeAll
    void start(@TempDir Path folder, @TempDir Path files) throws IOException {
        Path file = files.resolve("ann-1.webm");
        try (FinishedRecording call = new FinishedRecording(folder).with("ann", 0, 2, 0, 160, 90)) {
            call.finish();
            Files.copy(call.file("ann-1.webm"), file, StandardCopyOption.REPLACE_EXISTING);
        }
        agent = new Agent("peerscribe.composite.queue=20", "peerscribe.composite.per-recording=20");
        agent.recordings().has("r1", file, null);
        agent.recordings().has("r2", Files.write(files.resolve("ben-1.webm"), new byte[100]), null);
    }

    @AfterAll
    void stop() {
        agent.close();
    }

    @Test
    void aFilmIsAskedForMadeAndGiven() {
        Agent.Answer asked = agent.post(COMPOSITES, "{\"layout\":\"speaker\",\"size\":\"160x90\",\"format\":\"webm\"}")
                .is(202);

        String location = asked.header("Location");
        assertThat(location).isEqualTo(COMPOSITES + "/" + asked.json().get("id").stringValue());
        assertThat(asked.json().get("state").stringValue()).isIn("QUEUED", "RUNNING");
        JsonNode made = finished(location);
        assertThat(made.get("state").stringValue()).as(made.toString()).isEqualTo("COMPLETE");
        assertThat(made.get("recordingId").stringValue()).isEqualTo("r1");
        assertThat(made.get("layout").stringValue()).isEqualTo("speaker");
        assertThat(made.get("size").stringValue()).isEqualTo("160x90");
        assertThat(made.get("format").stringValue()).isEqualTo("webm");
        assertThat(made.get("progress").doubleValue()).isEqualTo(1);
        assertThat(made.get("file").get("name").stringValue()).isEqualTo("composite.webm");

        Agent.Answer film = agent.get(location + "/file").is(200);
        assertThat(film.response().body()).hasSize(made.get("file").get("bytes").intValue());
        assertThat(film.header("Content-Type")).isEqualTo("video/webm");
        assertThat(film.header("ETag"))
                .isEqualTo("\"" + made.get("file").get("sha256").stringValue() + "\"");
        assertThat(agent.get(location + "/file", "Range", "bytes=0-9")
                        .is(206)
                        .response()
                        .body())
                .hasSize(10);

        assertThat(agent.get(COMPOSITES).is(200).json().toString())
                .contains(asked.json().get("id").stringValue());
        agent.delete(location).is(204);
        agent.get(location).problem(404, "not-found");
        agent.delete(location).problem(404, "not-found");
    }

    @Test
    void aFilmMayBeOfOneParticipantAlone() {
        agent.post(COMPOSITES, "{\"peer\":\"nobody\"}").problem(409, "conflict");
        Agent.Answer asked = agent.post(COMPOSITES, "{\"peer\":\"peer-1\"}").is(202);
        assertThat(asked.json().get("peer").stringValue()).isEqualTo("peer-1");
        agent.delete(asked.header("Location")).is(204);
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        Agent.Answer asked = agent.post(COMPOSITES, "{}").is(202);
        assertThat(asked.json().get("layout").stringValue()).isEqualTo("grid");
        assertThat(asked.json().get("size").stringValue()).isEqualTo("1280x720");
        assertThat(asked.json().get("format").stringValue()).isEqualTo("mp4");
        agent.delete(asked.header("Location")).is(204);
    }

    @Test
    void onesThatCannotBeMadeSayWhy() {
        Agent.Answer asked =
                agent.post("/api/v1/recordings/r2/composites", "{}").is(202);
        JsonNode made = finished(asked.header("Location"));
        assertThat(made.get("state").stringValue()).isEqualTo("FAILED");
        assertThat(made.get("error").stringValue()).contains("ben-1.webm");
        agent.get(asked.header("Location") + "/file").problem(404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"layout\":\"none\"} | layout | unreadable-body",
                "{\"format\":\"avi\"} | format | unreadable-body",
                "{\"file\":\"ann-1.webm\"} | file | unreadable-body",
                "{\"peer\":\"../ann\"} | peer | invalid-request",
                "{\"size\":\"1281x720\"} | size | invalid-request",
                "{\"size\":\"8000x8000\"} | size | invalid-request",
                "{\"size\":\"large\"} | size | invalid-request",
                "{\"size\":\"1280x720'\\n'\"} | size | invalid-request"
            })
    void badInputIsRefusedWithFieldAndRule(String body, String field, String type) {
        assertThat(agent.post(COMPOSITES, body).rule(type, field)).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/r9/composites",
                "/r1/composites/0123456789abcdef",
                "/r1/composites/..%2f..",
                "/r1/composites/0/file"
            })
    void whatIsNotThereIsNotFoundOrNotUnderstood(String path) {
        int status = agent.get("/api/v1/recordings" + path).response().statusCode();
        assertThat(status).isIn(400, 404);
    }

    @Test
    void aRecordingThatIsNotCompleteHasNoFilmYet() {
        String meeting = agent.join("ws://one");
        String id = agent.get("/api/v1/meetings/" + meeting)
                .json()
                .get("recording")
                .get("id")
                .stringValue();
        agent.post("/api/v1/recordings/" + id + "/composites", "{}").problem(409, "conflict");
        agent.post("/api/v1/recordings/nothing/composites", "{}").problem(404, "not-found");
        agent.delete("/api/v1/meetings/" + meeting).is(204);
    }

    private JsonNode finished(String location) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> agent.get(location).is(200).json(),
                        composite -> composite.get("state").stringValue().matches("COMPLETE|FAILED"));
    }
}
