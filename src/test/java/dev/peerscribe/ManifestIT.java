package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.manifest.VerifyCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A recording of the whole agent proves where it came from, and tells what was done to it later. */
@Timeout(120)
class ManifestIT {
    @TempDir
    Path folder;

    private String output = "";

    @ParameterizedTest
    @ValueSource(strings = {"webrtc", "passthrough"})
    void aRecordingProvesWhoWasRecordedAndNamesWhatWasDoneToIt(String engine) throws IOException {
        try (RunningAgent agent = RunningAgent.start(
                folder.resolve("recordings"),
                "--peerscribe.media.engine=" + engine,
                "--peerscribe.meeting.notice.text=This is recorded")) {
            String guest = invite(agent, "Ada");
            say(agent, "Loud and clear");
            JsonNode recording = stop(agent);
            String url = "/api/v1/recordings/" + recording.get("id").asString() + "/manifest";
            JsonNode answer = agent.get(url);

            assertThat(answer.get("verify").get("result").asString())
                    .as(answer.toString())
                    .isEqualTo("HOLDS");
            assertThat(answer.get("verify").get("keyFingerprint"))
                    .isEqualTo(agent.get("/api/v1/status").get("keyFingerprint"));
            JsonNode manifest = answer.get("manifest");
            assertThat(manifest.get("recording").get("id")).isEqualTo(recording.get("id"));
            assertThat(manifest.get("files").get(0).get("sha256"))
                    .isEqualTo(recording.get("files").get(0).get("sha256"));
            assertThat(manifest.get("notices").get(0).get("role").asString()).isEqualTo("recorder");
            JsonNode ada = participant(manifest, guest);
            assertThat(manifest.get("notices")).anySatisfy(notice -> {
                assertThat(notice.get("kind").asString()).isEqualTo("CHAT");
                assertThat(notice.get("text").asString()).isEqualTo("This is recorded");
                assertThat(notice.get("peers").get(0)).isEqualTo(ada.get("id"));
            });
            assertThat(manifest.get("recording").get("endReason").asString()).isEqualTo("STOPPED");
            assertThat(ada.get("name").asString()).isEqualTo("Ada");
            assertThat(ada.get("certificates").size()).isPositive();
            assertThat(ada.get("evidence").get(0).get("signalType").asString()).isEqualTo("secure-offer");
            assertThat(agent.get(url + "?verify=false").has("verify")).isFalse();

            Path recorded =
                    folder.resolve("recordings").resolve(recording.get("id").asString());
            assertThat(Files.readString(recorded.resolve("manifest.jws")))
                    .isEqualTo(answer.get("jws").asString());
            assertThat(recorded.resolve("logbook.jsonl")).doesNotExist();
            assertThat(verify(recorded)).as(output).isZero();

            assertBeside(agent, recording);

            String media = recording.get("files").get(0).get("name").asString();
            try (RandomAccessFile file =
                    new RandomAccessFile(recorded.resolve(media).toFile(), "rw")) {
                file.seek(1000);
                int was = file.read();
                file.seek(1000);
                file.write(was ^ 1);
            }
            assertThat(verify(recorded)).isEqualTo(1);
            assertThat(output).contains("does not hold  " + media);
            JsonNode verified = agent.get(url).get("verify");
            assertThat(verified.get("result").asString()).isEqualTo("DOES_NOT_HOLD");
            assertThat(verified.get("findings").findValuesAsString("subject")).contains(media);
        }
    }

    /** The link and its signed offer were there long before. */
    @Test
    void aRecordingThatBeginsLateHasTheEvidenceToo() throws IOException {
        try (RunningAgent agent =
                RunningAgent.start(folder.resolve("recordings"), "--peerscribe.meeting.join[0].record=false")) {
            String guest = invite(agent, "Grace");
            String recording = "/api/v1/meetings/" + agent.meeting() + "/recording";
            assertThat(agent.put(recording, "{\"state\": \"RECORDING\"}").statusCode())
                    .isEqualTo(200);
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            agent.get("/api/v1/recordings").get(0).get("files").size() == 1);
            JsonNode answer =
                    agent.get("/api/v1/recordings/" + stop(agent).get("id").asString() + "/manifest");
            assertThat(answer.get("verify").get("result").asString())
                    .as(answer.toString())
                    .isEqualTo("HOLDS");
            assertThat(participant(answer.get("manifest"), guest)
                            .get("evidence")
                            .size())
                    .isEqualTo(1);
            assertThat(answer.get("manifest").get("notices").size()).isPositive();
        }
    }

    /** The fingerprint of a guest that is being received. */
    private static String invite(RunningAgent agent, String name) {
        agent.post("/demo/guests", "{\"name\": \"" + name + "\", \"seconds\": 60}");
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            for (JsonNode peer :
                                    agent.get("/api/v1/meetings").get(0).get("peers")) {
                                for (JsonNode track : peer.get("tracks")) {
                                    if (track.get("framesReceived").asLong() > 30
                                            && track.get("kind").asString().equals("VIDEO")) {
                                        return peer.get("keyFingerprint").asString();
                                    }
                                }
                            }
                            return "";
                        },
                        key -> !key.isEmpty());
    }

    private static JsonNode stop(RunningAgent agent) {
        agent.put("/api/v1/meetings/" + agent.meeting() + "/recording", "{\"state\": \"STOPPED\"}");
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> agent.get("/api/v1/recordings").get(0),
                        recording -> recording.get("state").asString().equals("COMPLETE"));
    }

    private static JsonNode participant(JsonNode manifest, String fingerprint) {
        for (JsonNode participant : manifest.get("participants")) {
            if (participant.get("keyFingerprint").asString().equals(fingerprint)) {
                return participant;
            }
        }
        throw new AssertionError("nobody with key " + fingerprint + " in " + manifest);
    }

    private static void say(RunningAgent agent, String text) {
        agent.post("/api/v1/meetings/" + agent.meeting() + "/chat", "{\"text\": \"" + text + "\"}");
    }

    /** What stands beside the media is listed, can be had, and tells of the meeting. */
    private static void assertBeside(RunningAgent agent, JsonNode recording) {
        assertThat(recording.get("beside").findValuesAsString("kind"))
                .containsExactly("POSTER", "CONTACT_SHEET", "CHAT", "CAPTIONS", "EVENTS");
        String files = "/api/v1/recordings/" + recording.get("id").asString() + "/files/";
        HttpResponse<byte[]> sheet = agent.download(files + "contact-sheet.jpg");
        assertThat(sheet.statusCode()).isEqualTo(200);
        assertThat(sheet.headers().firstValue("Content-Type")).hasValue("image/jpeg");
        HttpResponse<byte[]> captions = agent.download(files + "chat.vtt");
        assertThat(captions.headers().firstValue("Content-Type").orElse("")).startsWith("text/vtt");
        assertThat(text(captions)).startsWith("WEBVTT\n\n00:").contains("<v Peerscribe>Loud and clear");
        assertThat(text(agent.download(files + "chat.jsonl"))).contains("\"text\":\"Loud and clear\"");
        assertThat(text(agent.download(files + "events.jsonl")))
                .contains(
                        "\"event\":\"NOTICE\"",
                        "\"event\":\"JOINED\"",
                        "\"event\":\"TRACK_OPENED\"",
                        "\"event\":\"SPEAKING_STARTED\"",
                        "\"name\":\"Ada\"");
    }

    private static String text(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private int verify(Path recorded) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int exit = VerifyCommand.run(List.of(recorded.toString()), print, print);
        output = out.toString(StandardCharsets.UTF_8);
        return exit;
    }
}
