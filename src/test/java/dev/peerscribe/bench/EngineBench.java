package dev.peerscribe.bench;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.sender.Clip;
import dev.peerscribe.sender.SenderClip;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Compares the engines; started by bench/engines. */
final class EngineBench {
    private static final int CLIP_SECONDS = 6;
    private static final PrintStream OUT = System.out;

    private EngineBench() {}

    /** Runs what {@link BenchOptions} reads out of {@code arguments}. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        BenchOptions options = BenchOptions.parse(arguments);
        Path folder = Files.createTempDirectory("peerscribe-engines");
        int relayPort = AgentProcess.freePort();
        OUT.println("encoding the clip …");
        SenderClip clip = new SenderClip(
                Clip.video(
                        Codec.VP8,
                        options.width(),
                        options.height(),
                        30,
                        CLIP_SECONDS,
                        30 * CLIP_SECONDS / 2,
                        options.bitRate()),
                Clip.sound(CLIP_SECONDS));
        OUT.printf(
                "%dx%d at 30 pictures a second, VP8 at %.2f Mbit/s, Opus; %d s measured after %d s%n",
                options.width(),
                options.height(),
                clip.video().frames().stream()
                                .mapToInt(frame -> frame.bytes().length)
                                .sum()
                        * 8e-6
                        / CLIP_SECONDS,
                options.seconds(),
                options.warmUp());
        List<EngineRun.Result> results = new ArrayList<>();
        try (AgentProcess _ = new AgentProcess(
                List.of(),
                List.of(
                        "--peerscribe.embedded.relay.enabled=true",
                        "--peerscribe.embedded.relay.port=" + relayPort,
                        "--peerscribe.embedded.relay.max-clients=1000",
                        "--peerscribe.embedded.relay.max-rooms=1000",
                        "--peerscribe.recording.directory=" + folder.resolve("none")),
                folder.resolve("stage.log"))) {
            URI relay = URI.create("ws://localhost:" + relayPort);
            for (String engine : options.engines()) {
                for (int callers : options.callers()) {
                    if (engine.equals("passthrough") || callers <= options.webrtcMost()) {
                        Path run = Files.createDirectory(folder.resolve(engine + "-" + callers));
                        EngineRun.Result result = new EngineRun(options, engine, callers, clip, relay, run).run();
                        results.add(result);
                        print(result);
                        delete(run.resolve("recordings"));
                    }
                }
            }
        } finally {
            table(results);
            OUT.println("logs and profiles: " + folder);
        }
        System.exit(0); // native libraries keep threads
    }

    private static void print(EngineRun.Result result) {
        OUT.printf("%n%s, %d callers%n", result.engine(), result.callers());
        OUT.printf(
                "  CPU                %.4f s a second in all, %.4f a call%n",
                result.cpu(), result.cpu() / result.callers());
        OUT.printf("  CPU by thread      %s%n", String.join(", ", result.topThreads()));
        OUT.printf(
                "  resident memory    %.0f MiB idle, %.0f recording, %.0f at most%n",
                result.idleRss(), result.rss(), result.peakRss());
        OUT.printf("  threads            %d%n", result.threads());
        OUT.printf(
                "  pictures           %d sent, %d recorded, %d missed, %d not as they were sent%n",
                result.sent(), result.recorded(), result.missed(), result.foreign());
        printTimes("offer to keys", result.connected());
        printTimes("offer to picture", result.firstFrame());
        OUT.printf("  the senders        were late by %.1f ms at worst%n", result.worstSending());
        if (result.profile() != null) {
            OUT.println(result.profile());
        }
    }

    private static void printTimes(String what, List<Double> sorted) {
        if (!sorted.isEmpty()) {
            OUT.printf(
                    "  %-18s %.0f ms at best, %.0f in the middle, %.0f at worst%n",
                    what, sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.getLast());
        }
    }

    private static void table(List<EngineRun.Result> results) {
        OUT.printf(
                "%n%-12s %7s %8s %8s %9s %8s %8s %8s %8s %9s %7s%n",
                "engine",
                "callers",
                "CPU",
                "a call",
                "each more",
                "RSS idle",
                "RSS",
                "RSS max",
                "threads",
                "sent",
                "missed");
        for (EngineRun.Result result : results) {
            double more = results.stream()
                    .filter(other -> other.engine().equals(result.engine()) && other.callers() < result.callers())
                    .min(Comparator.comparingInt(EngineRun.Result::callers))
                    .map(fewest -> (result.cpu() - fewest.cpu()) / (result.callers() - fewest.callers()))
                    .orElse(Double.NaN);
            OUT.printf(
                    "%-12s %7d %8.4f %8.4f %9s %8.0f %8.0f %8.0f %8d %9d %7d%n",
                    result.engine(),
                    result.callers(),
                    result.cpu(),
                    result.cpu() / result.callers(),
                    Double.isNaN(more) ? "" : "%.4f".formatted(more),
                    result.idleRss(),
                    result.rss(),
                    result.peakRss(),
                    result.threads(),
                    result.sent(),
                    result.missed());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
