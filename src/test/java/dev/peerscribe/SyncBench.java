package dev.peerscribe;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.peerscribe.Witness.Captured;
import dev.peerscribe.Witness.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * How well sound and picture stay together over a long call of a real browser: a flash and a beep each second, captured and
 * recorded, event by event. Run by {@code bench/sync}.
 */
final class SyncBench {
    private static final Duration COMPLETE_WITHIN = Duration.ofSeconds(60);

    private final Path folder;
    private final String engine;
    private final int minutes;

    private SyncBench(Path folder, String engine, int minutes) {
        this.folder = folder;
        this.engine = engine;
        this.minutes = minutes;
    }

    public static void main(String[] arguments) throws Exception {
        int minutes = arguments.length > 0 ? Math.clamp(Integer.parseInt(arguments[0]), 1, 120) : 20;
        String engine = arguments.length > 1 ? arguments[1] : "passthrough";
        Path folder = Files.createTempDirectory("sync");
        try {
            new SyncBench(folder, engine, minutes).run();
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(0); // servers of libraries may linger
    }

    private void run() throws IOException {
        try (RealBrowser browser = RealBrowser.launch(FlashBeepClip.write(folder, 640, 360));
                RunningAgent agent = RunningAgent.start(
                        folder.resolve("recordings"),
                        "--peerscribe.meeting.stop-recording-when-alone=1s",
                        "--peerscribe.media.engine=" + engine)) {
            Page page = browser.open("about:blank");
            page.addInitScript(Witness.script());
            page.navigate(agent.url("/").toString());
            page.getByTestId("name").fill("Ada");
            page.getByTestId("join").click();
            page.waitForTimeout(60_000.0 * minutes);
            page.getByTestId("leave").click();
            Sent sent = Witness.of(page).sent();
            long left = System.nanoTime();
            JsonNode recording = complete(agent);
            double took = (System.nanoTime() - left) / 1e9;
            report(recording, sent, Witness.of(page).captured(), took);
        }
    }

    private static JsonNode complete(RunningAgent agent) {
        return await().atMost(COMPLETE_WITHIN)
                .until(() -> finished(agent), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<JsonNode> finished(RunningAgent agent) {
        for (JsonNode recording : agent.get("/api/v1/recordings")) {
            if (recording.get("state").asString().equals("COMPLETE")
                    && !recording.get("files").isEmpty()) {
                return Optional.of(recording);
            }
        }
        return Optional.empty();
    }

    private void report(JsonNode recording, Sent sent, Captured captured, double took) throws IOException {
        JsonNode file = recording.get("files").get(0);
        FlashesAndBeeps found = FlashesAndBeeps.of(folder.resolve("recordings")
                .resolve(recording.get("id").asString())
                .resolve(file.get("name").asString()));
        List<Double> lateness = found.soundLatenesses(captured);
        double median = FlashesAndBeeps.median(lateness);
        List<Double> apart =
                lateness.stream().map(each -> Math.abs(each - median)).toList();
        int events = captured.flashes().size() + captured.beeps().size();
        System.out.printf(
                """
                engine                  %s, %d minutes, %d files
                pictures                %d of %d sent, %d decode errors
                seconds                 %.3f of %.3f of sound sent
                flashes and beeps       %d of %d missing
                sound after picture     %.1f ms in the middle, %.1f ms median deviation, %.1f ms at most from the middle
                drift                   %.1f ms an hour
                gaps                    %d
                complete                %.1f s after leaving%n""",
                engine,
                minutes,
                recording.get("files").size(),
                found.probe().pictures().size(),
                sent.frames(),
                found.probe().decodeErrors(),
                found.probe().durationSeconds(),
                sent.seconds(),
                found.missing(captured).size(),
                events,
                1000 * median,
                1000 * FlashesAndBeeps.median(apart),
                1000 * apart.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
                1000 * 3600 * slope(found.flashes(), lateness),
                recording.get("gaps").size(),
                took);
    }

    /** Of the straight line through them by least squares. */
    private static double slope(List<Double> x, List<Double> y) {
        double meanX = x.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double meanY = y.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (int i = 0; i < x.size(); i++) {
            above += (x.get(i) - meanX) * (y.get(i) - meanY);
            below += (x.get(i) - meanX) * (x.get(i) - meanX);
        }
        return above / below;
    }
}
