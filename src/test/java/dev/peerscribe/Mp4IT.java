package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A meeting that was joined with the format MP4, played and sought by a real browser. */
@Tag("whole-machine")
@Timeout(120)
class Mp4IT {
    /** Opens a file, looks at it at each of the times, then plays it from its beginning. */
    private static final String PLAY = """
            async ({ url, times }) => {
              const video = document.createElement('video');
              const happens = event => new Promise((resolve, reject) => {
                video.addEventListener(event, resolve, { once: true });
                video.addEventListener('error', () => reject(new Error(video.error.message)), { once: true });
              });
              const metadata = happens('loadeddata');
              Object.assign(video, { muted: true, preload: 'auto', src: url });
              document.body.append(video);
              await metadata;
              const canvas = new OffscreenCanvas(16, 9);
              const context = canvas.getContext('2d', { willReadFrequently: true });
              const lights = [];
              for (const time of times) {
                const sought = happens('seeked');
                video.currentTime = time;
                await sought;
                context.drawImage(video, 0, 0, 16, 9);
                const { data } = context.getImageData(0, 0, 16, 9);
                lights.push(data.filter((value, at) => at % 4 === 0).reduce((sum, value) => sum + value, 0) / 144);
              }
              video.currentTime = 0;
              await video.play();
              while (video.currentTime < 1.5) {
                await happens('timeupdate');
              }
              return {
                width: video.videoWidth, height: video.videoHeight, duration: video.duration, lights,
                pictures: video.getVideoPlaybackQuality().totalVideoFrames, sound: video.webkitAudioDecodedByteCount,
              };
            }""";

    private static RealBrowser browser;

    @TempDir
    Path folder;

    @BeforeAll
    static void launch(@TempDir Path clips) throws Exception {
        browser = RealBrowser.launch(FlashBeepClip.write(clips, 320, 180));
    }

    @AfterAll
    static void quit() {
        browser.close();
    }

    @ParameterizedTest
    @CsvSource({"VP9,vp09.00.10.08", "H264,avc1.42C01F"})
    void isPlayedAndSought(String codec, String mime) throws Exception {
        assumeTrue(codec.equals("VP9") || TrueNumbers.wanted(), "the same way with another encoder");
        try (RunningAgent agent = RunningAgent.start(
                folder.resolve("recordings"),
                "--peerscribe.meeting.stop-recording-when-alone=1s",
                "--peerscribe.recording.video.codec=" + codec)) {
            Page page = browser.open(agent.url("/").toString());
            assertThat(page.evaluate(
                            "codec => document.createElement('video').canPlayType(`video/mp4; codecs=\"${codec},opus\"`)",
                            mime))
                    .as("the browser decodes %s", codec)
                    .isNotEqualTo("");
            JsonNode recording = record(agent);
            JsonNode file = recording.get("files").get(0);
            String name = file.get("name").asString();
            assertThat(recording.get("format").asString()).isEqualTo("mp4");
            assertThat(name).endsWith(".mp4");

            FlashesAndBeeps inFile = FlashesAndBeeps.of(path(name));
            double early = inFile.flashes().get(1);
            double late = inFile.flashes().stream()
                    .filter(flash -> flash + 0.6 < inFile.probe().durationSeconds())
                    .reduce(early, (one, other) -> other);
            Map<?, ?> seen = (Map<?, ?>) Objects.requireNonNull(page.evaluate(
                    PLAY,
                    Map.of(
                            "url",
                            "/api/v1/recordings/" + recording.get("id").asString() + "/files/" + name,
                            "times",
                            List.of(late + 0.05, early + 0.5, early + 0.05, late + 0.5))));
            assertThat(List.of(
                            number(seen, "width").intValue(),
                            number(seen, "height").intValue()))
                    .isEqualTo(List.of(640, 360));
            assertThat(number(seen, "duration").doubleValue())
                    .isBetween(
                            file.get("durationSeconds").asDouble() - 0.2,
                            file.get("durationSeconds").asDouble() + 0.2);
            assertThat(((List<?>) Objects.requireNonNull(seen.get("lights")))
                            .stream()
                                    .map(light -> ((Number) light).doubleValue() > 150)
                                    .toList())
                    .as("flashes after a flash began, none half a second later: %s", seen)
                    .isEqualTo(List.of(true, false, true, false));
            assertThat(number(seen, "pictures").intValue()).isGreaterThan(20);
            assertThat(number(seen, "sound").intValue()).isPositive();
            page.context().close();
        }
    }

    private static JsonNode record(RunningAgent agent) {
        String meeting = JsonMapper.builder()
                .build()
                .readTree(agent.post(
                                "/api/v1/meetings",
                                "{\"url\":\"" + agent.relay() + "/film\",\"format\":\"mp4\",\"engine\":\"webrtc\"}")
                        .body())
                .get("id")
                .asString();
        assertThat(agent.post("/demo/guests", "{\"name\":\"Ada\",\"meeting\":\"/film\",\"seconds\":7}")
                        .statusCode())
                .isEqualTo(201);
        return await().atMost(Duration.ofSeconds(40))
                .until(
                        () -> agent.get("/api/v1/recordings?meeting=" + meeting).path(0),
                        recording -> recording.path("state").asString("").equals("COMPLETE"));
    }

    private Path path(String name) throws Exception {
        try (var files = Files.walk(folder.resolve("recordings"))) {
            return files.filter(path -> path.getFileName().toString().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Number number(Map<?, ?> seen, String key) {
        return (Number) Objects.requireNonNull(seen.get(key));
    }
}
