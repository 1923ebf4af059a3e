package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
class FilesTest {
    private static final String RECORDINGS = "/api/v1/recordings";
    private static final String FILE = RECORDINGS + "/r1/files/ann.webm";
    private static final String ETAG = "\"abc123\"";

    private final byte[] content = new byte[10_000];
    private Agent agent;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31);
        }
        agent = new Agent();
        agent.recordings().has("r1", Files.write(folder.resolve("ann.webm"), content), "abc123");
        agent.recordings().has("r2", Files.write(folder.resolve("ben.mkv"), content), null);
        agent.recordings().has("r3", folder.resolve("gone.webm"), null);
    }

    @AfterAll
    void stop() {
        agent.close();
    }

    @Test
    void recordingsAreListedAndShownAsTheContractSays() {
        JsonNode list = agent.get(RECORDINGS).is(200).json();
        assertThat(list).hasSize(3);
        assertThat(agent.get(RECORDINGS + "?meeting=none").is(200).json()).isEmpty();
        assertThat(agent.get(RECORDINGS + "?meeting=meeting-of-old").is(200).json())
                .hasSize(3);

        JsonNode recording = agent.get(RECORDINGS + "/r1").is(200).json();

        assertThat(recording.get("id").stringValue()).isEqualTo("r1");
        assertThat(recording.get("meetingId").stringValue()).isEqualTo("meeting-of-old");
        assertThat(recording.get("state").stringValue()).isEqualTo("COMPLETE");
        assertThat(recording.get("recovered").booleanValue()).isTrue();
        assertThat(recording.get("startedAt").stringValue()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(recording.get("endedAt").stringValue()).isEqualTo("2026-01-01T12:00:20Z");
        JsonNode file = recording.get("files").get(0);
        assertThat(file.get("name").stringValue()).isEqualTo("ann.webm");
        assertThat(file.get("peer").stringValue()).isEqualTo("peer-1");
        assertThat(file.get("durationSeconds").doubleValue()).isEqualTo(19.5);
        assertThat(file.get("bytes").intValue()).isEqualTo(10_000);
        assertThat(file.get("sha256").stringValue()).isEqualTo("abc123");
        assertThat(file.get("tracks").get(0).get("codec").stringValue()).isEqualTo("VP8");
        assertThat(recording.get("gaps").get(0).get("cause").stringValue()).isEqualTo("PAUSE");
        assertThat(recording.get("unlistedGaps").get("count").intValue()).isEqualTo(2);
        assertThat(recording.get("unlistedGaps").get("seconds").doubleValue()).isEqualTo(1.5);
    }

    @Test
    void withoutAStoreNothingIsUploaded() {
        assertThat(agent.get(RECORDINGS + "/r1/uploads").is(200).json()).isEmpty();
        assertThat(agent.get("/api/v1/uploads").is(200).json()).isEmpty();
        agent.get(RECORDINGS + "/none/uploads").problem(404, "not-found");
    }

    @Test
    void aFileIsGivenWholeToBePlayed() {
        Agent.Answer answer = agent.get(FILE).is(200);

        assertThat(answer.response().body()).isEqualTo(content);
        assertThat(answer.header("Content-Type")).isEqualTo("video/webm");
        assertThat(answer.header("ETag")).isEqualTo(ETAG);
        assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(answer.header("Content-Disposition")).startsWith("inline").contains("ann.webm");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(agent.get(RECORDINGS + "/r2/files/ben.mkv").is(200).header("Content-Type"))
                .isEqualTo("video/x-matroska");
    }

    @Test
    void aFileIsGivenToBeSavedWhereThatIsAskedFor() {
        assertThat(agent.get(FILE + "?download").is(200).header("Content-Disposition"))
                .startsWith("attachment");
    }

    @Test
    void theHeadOfAFileSaysItsLength() {
        Agent.Answer answer = agent.body("HEAD", FILE, "").is(200);

        assertThat(answer.header("Content-Length")).isEqualTo("10000");
        assertThat(answer.response().body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0, 0, 1", "bytes=100-199, 100, 200", "bytes=9990-, 9990, 10000", "bytes=-10, 9990, 10000"})
    void aRangeIsGivenAsAsked(String range, int from, int to) {
        Agent.Answer answer = agent.get(FILE, "Range", range).is(206);

        assertThat(answer.response().body()).isEqualTo(Arrays.copyOfRange(content, from, to));
        assertThat(answer.header("Content-Range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/10000");
        assertThat(answer.header("Content-Type")).isEqualTo("video/webm");
        assertThat(answer.header("ETag")).isEqualTo(ETAG);
    }

    @Test
    void severalRangesAreGivenInOneAnswer() {
        Agent.Answer answer = agent.get(FILE, "Range", "bytes=0-9,100-109").is(206);

        assertThat(answer.header("Content-Type")).startsWith("multipart/byteranges");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10000-", "bytes=20000-20001", "bytes=5-1", "bytes=x", "cows=1-2"})
    void aRangeOutsideOfTheFileIsRefusedWithItsLength(String range) {
        Agent.Answer answer = agent.get(FILE, "Range", range);

        answer.problem(416, "range-not-satisfiable");
        assertThat(answer.header("Content-Range")).isEqualTo("bytes */10000");
    }

    @Test
    void aFileThatIsKnownIsNotGivenAgain() {
        Agent.Answer answer = agent.get(FILE, "If-None-Match", ETAG).is(304);

        assertThat(answer.response().body()).isEmpty();
        agent.get(FILE, "If-None-Match", "\"other\"").is(200);
    }

    @Test
    void aRangeOfAnotherVersionIsAnsweredWithTheWholeFile() {
        agent.get(FILE, "Range", "bytes=0-9", "If-Range", ETAG).is(206);

        Agent.Answer answer =
                agent.get(FILE, "Range", "bytes=0-9", "If-Range", "\"other\"").is(200);

        assertThat(answer.response().body()).isEqualTo(content);
        assertThat(answer.header("Content-Length")).isEqualTo("10000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/r1/files/ben.mkv",
                "/r1/files/%2e%2e",
                "/r1/files/..%2fann.webm",
                "/nothing/files/ann.webm",
                "/r3/files/gone.webm",
                "/nothing",
                "/nothing/manifest"
            })
    void whatIsNotThereIsNotFoundOrNotUnderstood(String path) {
        Agent.Answer answer = agent.get(RECORDINGS + path);

        int status = answer.response().statusCode();
        assertThat(status).isIn(400, 404);
        answer.problem(status, status == 404 ? "not-found" : "bad-request");
    }

    @Test
    void aRecordingWithoutAManifestSaysSo() {
        agent.get(RECORDINGS + "/r1/manifest").problem(404, "not-found");
        agent.get(RECORDINGS + "/r1/manifest?verify=perhaps").problem(400, "invalid-request");
    }

    @Test
    void aManifestThatIsNoneIsShownWithWhatIsWrongWithIt(@TempDir Path folder) throws IOException {
        agent.recordings().has("r4", Files.write(folder.resolve("ann.webm"), content), null);
        Files.writeString(folder.resolve("manifest.jws"), "nonsense");
        JsonNode answer = agent.get(RECORDINGS + "/r4/manifest").is(200).json();
        assertThat(answer.has("jws")).isFalse();
        assertThat(answer.get("verify").get("result").stringValue()).isEqualTo("DOES_NOT_HOLD");
        JsonNode finding = answer.get("verify").get("findings").get(0);
        assertThat(finding.get("check").stringValue()).isEqualTo("FORMAT");
        assertThat(finding.get("subject").stringValue()).isEqualTo("manifest.jws");
        assertThat(finding.get("words").stringValue()).isEqualTo("is no compact JWS");
        agent.delete(RECORDINGS + "/r4").is(204);
    }

    @Test
    void aRecordingIsRemovedOnceItIsComplete() {
        String meeting = agent.join("ws://one");
        String id = agent.get("/api/v1/meetings/" + meeting)
                .json()
                .get("recording")
                .get("id")
                .stringValue();
        agent.delete(RECORDINGS + "/" + id).problem(409, "conflict");
        agent.delete("/api/v1/meetings/" + meeting).is(204);

        agent.delete(RECORDINGS + "/" + id).is(204);

        agent.delete(RECORDINGS + "/" + id).problem(404, "not-found");
        agent.send(HttpRequest.newBuilder(agent.uri(RECORDINGS + "/" + id)).build())
                .problem(404, "not-found");
    }
}
