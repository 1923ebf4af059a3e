package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the agent sends, seen and heard by a real browser: a tone with its name, then a guest of another meeting. */
@Tag("whole-machine")
@Timeout(120)
class VoiceIT {
    private static final Logger log = LoggerFactory.getLogger(VoiceIT.class);
    private static final Duration SOON = Duration.ofSeconds(20);

    /**
     * The guest flashes when a second begins: how long after that the page shows it (milliseconds, the median of some
     * flashes).
     */
    private static final String FLASH = """
            async video => {
              const canvas = new OffscreenCanvas(16, 9);
              const context = canvas.getContext("2d", { willReadFrequently: true });
              const late = [];
              let bright = true;
              const until = Date.now() + 8000;
              while (late.length < 3 && Date.now() < until) {
                await new Promise(done => video.requestVideoFrameCallback(done));
                const now = Date.now();
                context.drawImage(video, 0, 0, 16, 9);
                const data = context.getImageData(0, 0, 16, 9).data;
                let sum = 0;
                for (let i = 0; i < data.length; i += 4) sum += data[i];
                const light = sum / (data.length / 4) > 180;
                if (light && !bright) late.push(now % 1000);
                bright = light;
              }
              return late.sort((a, b) => a - b)[Math.floor(late.length / 2)] ?? -1;
            }""";

    @TempDir
    Path folder;

    @Test
    void aBrowserHearsTheAgentAndAGuestOfAnotherMeeting() throws Exception {
        try (RealBrowser browser = RealBrowser.launch(FlashBeepClip.write(folder, 320, 180));
                RunningAgent agent = RunningAgent.start(
                        folder.resolve("recordings"), "--peerscribe.relay.allowed-targets=meeting:")) {
            Page page = browser.open(agent.url("/").toString());
            page.getByTestId("name").fill("Ada");
            page.getByTestId("join").click();
            page.waitForFunction("() => peerscribe.links.some(link => link.state === 'connected')");

            String meeting = agent.meeting();
            String speech = begin(
                    agent, "/api/v1/meetings/" + meeting + "/speech", "{\"tone\":{\"seconds\":30},\"showName\":true}");
            await().atMost(SOON).until(() -> {
                Map<?, ?> heard = (Map<?, ?>) page.evaluate("() => peerscribe.heard()");
                return number(heard.get("frames")) > 5 && number(heard.get("audioEnergy")) > 0.01;
            });
            assertThat(agent.get(speech).get("listeners").asInt()).isEqualTo(1);
            assertThat(agent.delete(speech).statusCode()).isEqualTo(204);
            page.getByTestId("agent-media").locator("..").waitFor(hidden());

            JsonNode other = read(agent.post("/api/v1/meetings", "{\"url\":\"" + agent.relay() + "/other\"}")
                    .body());
            String relay = begin(
                    agent,
                    "/api/v1/meetings/" + other.get("id").asString() + "/relays",
                    "{\"target\":\"" + meeting + "\"}");
            assertThat(agent.post("/demo/guests", "{\"name\":\"Grace\",\"meeting\":\"/other\"}")
                            .statusCode())
                    .isEqualTo(201);
            page.getByTestId("agent-media").waitFor();
            double late = number(page.getByTestId("agent-media").evaluate(FLASH));
            log.info("from the guest's camera to the page, through two meetings: {} ms", late);
            assertThat(late).isBetween(1.0, 900.0);
            assertThat(agent.get(relay).get("state").asString()).isEqualTo("LIVE");
            assertBothRecordingsAreWhole(agent);
        }
    }

    /** Of the meeting that is sent on, and of the one that it is sent into. */
    private static void assertBothRecordingsAreWhole(RunningAgent agent) {
        assertThat(agent.get("/api/v1/recordings").findValuesAsString("state"))
                .containsExactly("RECORDING", "RECORDING");
        for (JsonNode meeting : agent.get("/api/v1/meetings")) {
            agent.put("/api/v1/meetings/" + meeting.get("id").asString() + "/recording", "{\"state\":\"STOPPED\"}");
        }
        await().atMost(SOON).untilAsserted(() -> {
            for (JsonNode recording : agent.get("/api/v1/recordings")) {
                assertThat(recording.get("state").asString()).isEqualTo("COMPLETE");
                assertThat(recording.get("files")).hasSize(1);
                assertThat(recording.get("gaps")).as("gaps").isEmpty();
            }
        });
    }

    private static Locator.WaitForOptions hidden() {
        return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
    }

    private static double number(@Nullable Object value) {
        return ((Number) Objects.requireNonNull(value)).doubleValue();
    }

    private static String begin(RunningAgent agent, String path, String body) {
        var answer = agent.post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return path + "/" + read(answer.body()).get("id").asString();
    }

    private static JsonNode read(String json) {
        return JsonMapper.builder().build().readTree(json);
    }
}
