package dev.peerscribe;

import static org.awaitility.Awaitility.await;

import dev.peerscribe.Witness.Captured;
import dev.peerscribe.Witness.Sent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * How well sound and picture stay together over a long call of a real browser: a flash and a beep each second, captured and
 * recorded, event by event. Run by {@code bench/sync}.
 */
final class SyncBench {
    private static final Duration COMPLETE_WITHIN = Duration.ofSeconds(60);
    /** How long a change is kept before it is taken back: each kind once so long, once shorter; no whole seconds, which are the distance of events. */
    private static final List<Double> KEPT = List.of(5.3, 2.4, 1.6);

    private final Path folder;
    private final SyncOptions options;
    private final List<SyncCaller> callers = new ArrayList<>();

    private SyncBench(Path folder, SyncOptions options) {
        this.folder = folder;
        this.options = options;
    }

    public static void main(String... arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        SyncOptions options = SyncOptions.parse(arguments);
        Path folder = Files.createTempDirectory("sync");
        try {
            new SyncBench(folder, options).run();
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
                        "--peerscribe.media.engine=" + options.engine())) {
            callers.add(SyncCaller.join(browser, agent, "Ada", options));
            if (options.pair()) {
                callers.add(SyncCaller.join(browser, agent, "Grace", options));
            }
            call();
            Map<SyncCaller, Sent> sent = new HashMap<>();
            callers.forEach(caller -> sent.put(caller, caller.leave()));
            long left = System.nanoTime();
            JsonNode recording = complete(agent);
            double took = (System.nanoTime() - left) / 1e9;
            System.out.printf(
                    "%s, %d minutes, %.0f %% lost and %d ms late either way, %d switches; complete %.1f s after leaving%n",
                    options.engine(),
                    options.minutes(),
                    100 * options.loss(),
                    options.delayMillis(),
                    options.switches(),
                    took);
            report(recording, sent);
        } finally {
            callers.forEach(SyncCaller::close);
        }
    }

    /** The whole of it, with the changes evenly spread. */
    private void call() {
        SyncCaller first = callers.getFirst();
        List<Switch> kinds = List.of(Switch.values());
        double each = 60.0 * options.minutes() / (options.switches() + 1);
        first.stay(each);
        for (int i = 0; i < options.switches(); i++) {
            double kept = Math.min(KEPT.get(i / kinds.size() % KEPT.size()), each / 2);
            first.make(kinds.get(i % kinds.size()), kept);
            first.stay(each - kept);
        }
    }

    private JsonNode complete(RunningAgent agent) {
        return await().atMost(COMPLETE_WITHIN)
                .until(() -> finished(agent), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<JsonNode> finished(RunningAgent agent) {
        for (JsonNode recording : agent.get("/api/v1/recordings")) {
            if (recording.get("state").asString().equals("COMPLETE")
                    && !recording.get("files").isEmpty()) {
                return Optional.of(recording);
            }
        }
        return Optional.empty();
    }

    private void report(JsonNode recording, Map<SyncCaller, Sent> sent) throws IOException {
        Path files = folder.resolve("recordings").resolve(recording.get("id").asString());
        SyncReport report = new SyncReport(System.out);
        List<SyncRecording> found = new ArrayList<>();
        SyncCaller first = callers.getFirst();
        double zero = first.captured().zero();
        for (SyncCaller caller : callers) {
            Captured captured = caller.captured();
            List<Switch.Made> switches = first.switches().stream()
                    .filter(made -> caller == first || made.isOfAll())
                    .map(made -> made.by(zero - captured.zero()))
                    .toList();
            SyncRecording of = SyncRecording.of(caller.name(), captured, switches, recording, files);
            report.caller(caller, Objects.requireNonNull(sent.get(caller)), captured.seconds(), of);
            found.add(of);
        }
        if (options.pair()) {
            report.pair(first, found.getFirst(), callers.getLast(), found.getLast());
        }
    }
}
