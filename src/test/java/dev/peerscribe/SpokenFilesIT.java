package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.peerscribe.relay.FfmpegProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of the usual containers, played into a meeting and heard and seen by a real browser. */
@Tag("whole-machine")
@Timeout(120)
class SpokenFilesIT {
    private static final double SECONDS = 1.2;

    /** Notes each tone that comes from the agent: how high, how long, and how large the picture beside it was. */
    private static final String LISTEN = """
            () => {
              const context = new AudioContext();
              const analyser = context.createAnalyser();
              Object.assign(analyser, { fftSize: 2048, smoothingTimeConstant: 0 });
              const bins = new Float32Array(analyser.frequencyBinCount);
              const media = document.querySelector('[data-testid=agent-media]');
              window.tones = [];
              let track = null;
              setInterval(() => {
                const live = media.srcObject?.getAudioTracks().find(each => each.readyState === 'live');
                if (live && live !== track) {
                  track = live;
                  context.createMediaStreamSource(new MediaStream([live])).connect(analyser);
                }
                analyser.getFloatFrequencyData(bins);
                const peak = bins.reduce((best, level, at) => (level > bins[best] ? at : best), 1);
                if (bins[peak] < -50) {
                  return;
                }
                const now = performance.now();
                let tone = window.tones.at(-1);
                if (!tone || now - tone.until > 400) {
                  tone = { from: now, until: now, hertz: [], width: 0 };
                  window.tones.push(tone);
                }
                tone.until = now;
                tone.hertz.push(peak * context.sampleRate / analyser.fftSize);
                tone.width = Math.max(tone.width, media.videoWidth);
              }, 20);
            }""";

    @TempDir
    Path folder;

    /**
     * A file.
     *
     * @param hertz how high its tone is
     * @param arguments how it is encoded
     */
    private record Spoken(String name, int hertz, boolean film, List<String> arguments) {}

    private static final List<Spoken> FILES = List.of(
            new Spoken("a.mp3", 500, false, List.of("-c:a", "libmp3lame")),
            new Spoken("b.ogg", 700, false, List.of("-c:a", "libopus")),
            new Spoken("c.m4a", 900, false, List.of("-c:a", "aac")),
            new Spoken("d.flac", 1100, false, List.of("-c:a", "flac")),
            new Spoken("e.mp4", 1300, true, List.of("-c:v", "libopenh264", "-c:a", "aac")),
            new Spoken(
                    "f.webm", 1500, true, List.of("-c:v", "libvpx-vp9", "-deadline", "realtime", "-c:a", "libopus")));

    @Test
    void aBrowserHearsEachOfThemAsLongAndAsHighAsItIsAndSeesTheFilms() throws Exception {
        Path speech = Files.createDirectory(folder.resolve("speech"));
        List<Spoken> files = TrueNumbers.wanted() ? FILES : List.of(FILES.get(1), FILES.get(4));
        for (Spoken file : files) {
            make(speech, file);
        }
        try (RealBrowser browser = RealBrowser.launch(FlashBeepClip.write(folder, 320, 180));
                RunningAgent agent =
                        RunningAgent.start(folder.resolve("recordings"), "--peerscribe.speech.directory=" + speech)) {
            Page page = browser.open(agent.url("/").toString());
            page.getByTestId("name").fill("Ada");
            page.getByTestId("join").click();
            page.waitForFunction("() => peerscribe.links.some(link => link.state === 'connected')");
            page.evaluate(LISTEN);
            for (Spoken file : files) {
                say(agent, file);
            }
            List<?> tones = (List<?>) Objects.requireNonNull(page.evaluate("() => tones"));
            assertThat(tones).hasSameSizeAs(files);
            for (int i = 0; i < files.size(); i++) {
                Spoken file = files.get(i);
                Map<?, ?> tone = (Map<?, ?>) Objects.requireNonNull(tones.get(i));
                List<Double> hertz = ((List<?>) Objects.requireNonNull(tone.get("hertz")))
                        .stream().map(SpokenFilesIT::number).toList();
                assertThat(Trail.median(hertz)).as(file.name()).isCloseTo(file.hertz(), within(25.0));
                // Where the processor is short, sound is stretched until it can go on.
                assertThat((number(tone.get("until")) - number(tone.get("from"))) / 1000)
                        .as("seconds of %s", file.name())
                        .isCloseTo(SECONDS, within(TrueNumbers.wanted() ? 0.25 : 0.8));
                if (file.film()) {
                    assertThat(number(tone.get("width"))).as(file.name()).isEqualTo(320);
                }
            }
        }
    }

    private static void make(Path folder, Spoken file) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-f", "lavfi", "-i", "sine=frequency=" + file.hertz() + ":duration=" + SECONDS));
        if (file.film()) {
            arguments.addAll(List.of("-f", "lavfi", "-i", "testsrc=size=320x180:rate=25:duration=" + SECONDS));
        }
        arguments.addAll(file.arguments());
        arguments.add(folder.resolve(file.name()).toString());
        try (FfmpegProgram program =
                FfmpegProgram.start(folder.resolve(file.name() + ".log"), arguments.toArray(String[]::new))) {
            program.awaitEnd();
        }
    }

    private static void say(RunningAgent agent, Spoken file) {
        String path = "/api/v1/meetings/" + agent.meeting() + "/speech";
        var answer = agent.post(path, "{\"file\":\"" + file.name() + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode begun = JsonMapper.builder().build().readTree(answer.body());
        assertThat(begun.get("durationSeconds").asDouble()).isCloseTo(SECONDS, within(0.1));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> agent.get(path + "/" + begun.get("id").asString())
                        .get("state")
                        .asString()
                        .equals("FINISHED"));
    }

    private static double number(@Nullable Object value) {
        return ((Number) Objects.requireNonNull(value)).doubleValue();
    }
}
