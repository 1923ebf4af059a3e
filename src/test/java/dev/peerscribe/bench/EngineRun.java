package dev.peerscribe.bench;

import dev.peerscribe.recording.RecordedPackets;
import dev.peerscribe.sender.KnownSender;
import dev.peerscribe.sender.SenderClip;
import dev.peerscribe.sender.SenderSettings;
import dev.peerscribe.sender.SenderStudio;
import dev.peerscribe.sender.SentAgainstRecorded;
import dev.peerscribe.sender.SentAgainstRecorded.Stream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One engine with so many callers, each in a meeting of its own: from an agent that starts to files that are complete. */
final class EngineRun {
    private static final Duration CONNECTING = Duration.ofSeconds(40);
    private static final Duration COMPLETING = Duration.ofSeconds(40);

    private final BenchOptions options;
    private final String engine;
    private final int callers;
    private final SenderClip clip;
    private final URI relay;
    private final Path folder;

    /**
     * What came of it. Times are in seconds, sizes in MiB.
     *
     * @param cpu CPU time a second while measuring
     * @param missed pictures sent between the first and the last recorded one that are not in the file
     * @param foreign pictures in the file that were not sent so; all, where the engine encodes anew
     * @param connected from the offer to the keys at the sender, of each caller, ms
     * @param firstFrame from the offer to the sending of the first picture that was recorded, of each caller, ms
     * @param worstSending how late a sender was at worst, ms
     * @param profile where the CPU time went, where that was asked for
     */
    record Result(
            String engine,
            int callers,
            double cpu,
            double idleRss,
            double rss,
            double peakRss,
            int threads,
            long sent,
            long recorded,
            long missed,
            long foreign,
            List<Double> connected,
            List<Double> firstFrame,
            double worstSending,
            List<String> topThreads,
            @Nullable String profile) {}

    EngineRun(BenchOptions options, String engine, int callers, SenderClip clip, URI relay, Path folder) {
        this.options = options;
        this.engine = engine;
        this.callers = callers;
        this.clip = clip;
        this.relay = relay;
        this.folder = folder;
    }

    Result run() throws IOException, InterruptedException {
        List<String> agentOptions = new ArrayList<>(List.of(
                "--peerscribe.media.engine=" + engine,
                "--peerscribe.recording.directory=" + folder.resolve("recordings"),
                "--peerscribe.meeting.capacity=" + (callers + 1)));
        agentOptions.addAll(options.agent());
        try (AgentProcess agent = new AgentProcess(options.jvm(engine), agentOptions, folder.resolve("agent.log"));
                SenderStudio studio = new SenderStudio()) {
            TimeUnit.SECONDS.sleep(3);
            double idle = agent.mebibytes("VmRSS");
            List<KnownSender> senders = new ArrayList<>();
            try {
                call(agent, studio, senders);
                TimeUnit.SECONDS.sleep(options.warmUp());
                Measured measured = measure(agent);
                senders.forEach(KnownSender::close);
                complete(agent);
                return result(agent, idle, measured, senders, studio.worstLatenessNanos() / 1e6);
            } finally {
                senders.forEach(KnownSender::close);
            }
        }
    }

    private void call(AgentProcess agent, SenderStudio studio, List<KnownSender> senders) throws InterruptedException {
        for (int caller = 0; caller < callers; caller++) {
            agent.post("/api/v1/meetings", "{\"url\": \"" + room(caller) + "\"}");
        }
        for (int caller = 0; caller < callers; caller++) {
            KnownSender sender = KnownSender.join(studio, room(caller), clip, SenderSettings.named(name(caller)));
            senders.add(sender);
            if (!AgentProcess.until(CONNECTING, () -> sender.video().size() > 0)) {
                throw new IllegalStateException("caller " + caller + " is not heard: " + sender.lost());
            }
        }
    }

    private URI room(int caller) {
        return relay.resolve("/" + engine + "-" + callers + "-" + caller);
    }

    private static String name(int caller) {
        return "Caller " + caller;
    }

    private record Measured(
            double cpu,
            double rss,
            int threads,
            List<String> topThreads,
            @Nullable String profile) {}

    private Measured measure(AgentProcess agent) throws IOException, InterruptedException {
        Path profile = folder.resolve("profile.jfr");
        if (options.profile()) {
            agent.jcmd("JFR.start", "name=bench", "settings=profile", "jdk.CPUTimeSample#enabled=true");
        }
        Map<String, Double> threadsBefore = agent.cpuByThread();
        double before = agent.cpuSeconds();
        long begun = System.nanoTime();
        TimeUnit.SECONDS.sleep(options.seconds());
        double wall = (System.nanoTime() - begun) / 1e9;
        double cpu = (agent.cpuSeconds() - before) / wall;
        Map<String, Double> spent = new HashMap<>(agent.cpuByThread());
        threadsBefore.forEach((name, seconds) -> spent.merge(name, -seconds, Double::sum));
        List<String> top = spent.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(8)
                .filter(thread -> thread.getValue() > 0)
                .map(thread -> "%s %.3f".formatted(thread.getKey(), thread.getValue() / wall))
                .toList();
        if (options.profile()) {
            agent.jcmd("JFR.stop", "name=bench", "filename=" + profile.toAbsolutePath());
        }
        return new Measured(
                cpu,
                agent.mebibytes("VmRSS"),
                agent.threads(),
                top,
                options.profile() ? CpuProfile.of(profile).text() : null);
    }

    /** Waits until every caller's file is complete; leaves the meetings where that does not come by itself. */
    private void complete(AgentProcess agent) throws InterruptedException {
        if (!AgentProcess.until(COMPLETING, () -> files(agent).size() >= callers)) {
            for (JsonNode meeting : agent.get("/api/v1/meetings")) {
                agent.delete("/api/v1/meetings/" + meeting.get("id").asString());
            }
            AgentProcess.until(COMPLETING, () -> files(agent).size() >= callers);
        }
    }

    /** The complete files by the names of the callers. */
    private static Map<String, List<String>> files(AgentProcess agent) {
        Map<String, List<String>> files = new HashMap<>();
        for (JsonNode recording : agent.get("/api/v1/recordings")) {
            if (recording.get("state").asString().equals("COMPLETE")) {
                for (JsonNode file : recording.get("files")) {
                    files.computeIfAbsent(file.get("peerName").asString(), caller -> new ArrayList<>())
                            .add(file.get("name").asString());
                }
            }
        }
        return files;
    }

    private Result result(
            AgentProcess agent, double idle, Measured measured, List<KnownSender> senders, double worstSending)
            throws IOException {
        Map<String, List<String>> files = files(agent);
        long sent = 0;
        long recorded = 0;
        long missed = 0;
        long foreign = 0;
        List<Double> first = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            KnownSender sender = senders.get(caller);
            sent += sender.video().size();
            for (String name : files.getOrDefault(name(caller), List.of())) {
                Path file = find(name);
                if (engine.equals("passthrough")) {
                    Stream video = SentAgainstRecorded.of(sender, clip, file).video();
                    recorded += video.recorded();
                    missed += video.sent() - video.recorded();
                    foreign += video.foreign();
                    first.add((video.firstSentNanos() - sender.offeredNanos()) / 1e6);
                } else {
                    int pictures = RecordedPackets.of(file).of(true).size();
                    recorded += pictures;
                    missed += Math.max(0, sender.video().size() - pictures);
                    foreign += pictures;
                }
            }
        }
        return new Result(
                engine,
                callers,
                measured.cpu,
                idle,
                measured.rss,
                agent.mebibytes("VmHWM"),
                measured.threads,
                sent,
                recorded,
                missed,
                foreign,
                senders.stream()
                        .map(sender -> (sender.connectedNanos() - sender.offeredNanos()) / 1e6)
                        .sorted()
                        .toList(),
                first.stream().sorted(Comparator.naturalOrder()).toList(),
                worstSending,
                measured.topThreads,
                measured.profile);
    }

    private Path find(String name) throws IOException {
        try (var all = Files.walk(folder.resolve("recordings"))) {
            return all.filter(path -> path.getFileName().toString().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
