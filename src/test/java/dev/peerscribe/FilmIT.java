package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.composite.FilmProbe;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The whole agent makes one film of two guests, of whom one comes late. */
@Timeout(180)
class FilmIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"webrtc, webm", "passthrough, mp4"})
    void bothGuestsAreSeenAndHeardWhenTheyWere(String engine, String format) throws IOException {
        Path recordings = folder.resolve("recordings");
        try (RunningAgent agent = RunningAgent.start(
                recordings,
                "--peerscribe.media.engine=" + engine,
                "--peerscribe.composite.part=2s",
                "--peerscribe.composite.directory=" + folder.resolve("films"))) {
            JsonNode recording = record(agent);
            String composites = "/api/v1/recordings/" + recording.get("id").asString() + "/composites";
            HttpResponse<String> asked =
                    agent.post(composites, "{\"size\": \"640x360\", \"format\": \"" + format + "\"}");
            assertThat(asked.statusCode()).isEqualTo(202);
            String location = asked.headers().firstValue("Location").orElseThrow();
            JsonNode made = await().atMost(Duration.ofSeconds(60))
                    .until(
                            () -> agent.get(location),
                            composite -> composite.get("state").asString().matches("COMPLETE|FAILED"));
            assertThat(made.get("state").asString()).as(made.toString()).isEqualTo("COMPLETE");
            assertThat(made.get("notes")).isEmpty();

            FilmProbe film = FilmProbe.of(Files.write(
                    folder.resolve("film"), agent.download(location + "/file").body()));
            assertThat(film.refused()).isZero();
            JsonNode first = recording.get("files").get(0);
            JsonNode second = recording.get("files").get(1);
            assertThat(film.seconds()).isCloseTo(Math.max(end(first), end(second)), within(0.3));
            Path media = recordings.resolve(recording.get("id").asString());
            double both = second.get("offsetSeconds").doubleValue() + 0.5;
            double until = Math.min(end(first), end(second)) - 0.5;
            assertSeen(film.flashes(0.1, 0.55, 0.4, 0.65), first, media, both, until);
            assertSeen(film.flashes(0.6, 0.55, 0.9, 0.65), second, media, both, until);
            assertThat(film.beeps().stream().filter(beep -> beep > both && beep < until))
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private static JsonNode record(RunningAgent agent) {
        agent.post("/demo/guests", "{\"name\": \"Ada\", \"seconds\": 90}");
        awaitFiles(agent, 1);
        agent.post("/demo/guests", "{\"name\": \"Ben\", \"seconds\": 90}");
        awaitFiles(agent, 2);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            JsonNode files = agent.get("/api/v1/recordings").get(0).get("files");
            return files.get(0).get("durationSeconds").doubleValue() > 5
                    && files.get(1).get("durationSeconds").doubleValue() > 5;
        });
        agent.put("/api/v1/meetings/" + agent.meeting() + "/recording", "{\"state\": \"STOPPED\"}");
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> agent.get("/api/v1/recordings").get(0),
                        recording -> recording.get("state").asString().equals("COMPLETE"));
    }

    private static void awaitFiles(RunningAgent agent, int files) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> agent.get("/api/v1/recordings").get(0).get("files").size() == files);
    }

    private static double end(JsonNode file) {
        return file.get("offsetSeconds").doubleValue()
                + file.get("durationSeconds").doubleValue();
    }

    /** Each flash of a file is in the film where the file's offset says. */
    private static void assertSeen(List<Double> seen, JsonNode file, Path media, double from, double until)
            throws IOException {
        double offset = file.get("offsetSeconds").doubleValue();
        List<Double> expected = FlashesAndBeeps.of(
                        media.resolve(file.get("name").asString()))
                .flashes()
                .stream()
                .map(flash -> flash + offset)
                .filter(flash -> flash > from && flash < until)
                .toList();
        assertThat(expected).hasSizeGreaterThanOrEqualTo(2);
        assertThat(expected)
                .allSatisfy(flash ->
                        assertThat(seen).anySatisfy(at -> assertThat(at).isCloseTo(flash, within(0.06))));
    }
}
