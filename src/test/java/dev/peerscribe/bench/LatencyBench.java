package dev.peerscribe.bench;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.recording.RecordedPackets;
import dev.peerscribe.sender.Clip;
import dev.peerscribe.sender.KnownSender;
import dev.peerscribe.sender.SenderClip;
import dev.peerscribe.sender.SenderSettings;
import dev.peerscribe.sender.SenderStudio;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/** How long it takes until a participant is recorded; started by bench/latency. */
final class LatencyBench {
    private static final Duration CONNECTING = Duration.ofSeconds(30);
    private static final Duration COMPLETING = Duration.ofSeconds(30);
    private static final int PICTURES = 5;
    /** Until a participant has heard that nobody is there, or an agent is at rest, ms. */
    private static final long SETTLING = 250;

    private static final PrintStream OUT = System.out;

    private final LatencyOptions options;
    private final Path folder;
    private final SenderClip clip = new SenderClip(Clip.video(Codec.VP8, 640, 360, 30, 2, 60, 800_000), Clip.sound(2));

    /** What begins the time. */
    private enum Beginning {
        /** The agent is asked to join a meeting in which a participant waits. */
        REQUEST("POST of a meeting"),
        /** A participant joins a meeting in which the agent is. */
        PARTICIPANT("a participant joins");

        private final String words;

        Beginning(String words) {
            this.words = words;
        }
    }

    /**
     * Times from the beginning, ms.
     *
     * @param answered when the request was answered; NaN where there was none
     * @param offered when the participant made its offer
     * @param connected when it could send
     * @param picture the time of the first recorded picture
     * @param sound the time of the first recorded sound
     */
    private record Latency(double answered, double offered, double connected, double picture, double sound) {}

    private LatencyBench(LatencyOptions options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    /** Runs what {@link LatencyOptions} reads out of {@code arguments}. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        LatencyOptions options = LatencyOptions.parse(arguments);
        Path folder = Files.createTempDirectory("peerscribe-latency");
        try {
            new LatencyBench(options, folder).run();
        } finally {
            OUT.println("logs: " + folder);
        }
        System.exit(0); // native libraries keep threads
    }

    private void run() throws IOException, InterruptedException {
        OUT.printf(
                "%-12s %-20s %-9s %5s %7s %7s %7s %7s %7s   ms%n",
                "engine", "from", "to", "runs", "first", "50 %", "95 %", "99 %", "worst");
        for (String engine : options.engines()) {
            int relayPort = AgentProcess.freePort();
            List<String> agentOptions = new ArrayList<>(List.of(
                    "--peerscribe.media.engine=" + engine,
                    "--peerscribe.embedded.relay.enabled=true",
                    "--peerscribe.embedded.relay.port=" + relayPort,
                    "--peerscribe.recording.directory=" + folder.resolve(engine)));
            agentOptions.addAll(options.agent());
            try (AgentProcess agent = new AgentProcess(List.of(), agentOptions, folder.resolve(engine + ".log"));
                    SenderStudio studio = new SenderStudio()) {
                URI relay = URI.create("ws://localhost:" + relayPort);
                for (Beginning beginning : Beginning.values()) {
                    List<Latency> all = new ArrayList<>();
                    for (int run = 0; run < options.runs(); run++) {
                        URI room = relay.resolve("/" + beginning + "-" + run);
                        all.add(measured(agent, studio, room, beginning, folder.resolve(engine)));
                    }
                    print(engine, beginning, all);
                }
            }
        }
    }

    private Latency measured(AgentProcess agent, SenderStudio studio, URI room, Beginning beginning, Path recordings)
            throws IOException, InterruptedException {
        SenderSettings ada = SenderSettings.named("Ada");
        if (beginning == Beginning.PARTICIPANT) {
            String meeting = join(agent, room);
            TimeUnit.MILLISECONDS.sleep(SETTLING);
            Begun begun = Begun.now();
            try (KnownSender sender = KnownSender.join(studio, room, clip, ada)) {
                return latency(agent, sender, meeting, begun, Double.NaN, recordings);
            }
        }
        try (KnownSender sender = KnownSender.join(studio, room, clip, ada)) {
            TimeUnit.MILLISECONDS.sleep(SETTLING);
            Begun begun = Begun.now();
            String meeting = join(agent, room);
            return latency(agent, sender, meeting, begun, begun.since(System.nanoTime()), recordings);
        }
    }

    private static String join(AgentProcess agent, URI room) {
        return agent.post("/api/v1/meetings", "{\"url\": \"" + room + "\"}")
                .get("id")
                .asString();
    }

    private Latency latency(
            AgentProcess agent, KnownSender sender, String meeting, Begun begun, double answered, Path recordings)
            throws IOException, InterruptedException {
        if (!AgentProcess.until(CONNECTING, () -> sender.video().size() >= PICTURES)) {
            throw new IllegalStateException("nobody is heard in " + meeting + ": " + sender.lost());
        }
        String path = "/api/v1/recordings?meeting=" + meeting;
        if (!AgentProcess.until(CONNECTING, () -> hasFile(agent.get(path)))) {
            throw new IllegalStateException("nothing is recorded in " + meeting + ": " + agent.get(path));
        }
        agent.delete("/api/v1/meetings/" + meeting);
        if (!AgentProcess.until(COMPLETING, () -> isComplete(agent.get(path)))) {
            throw new IllegalStateException("the recording is not complete: " + agent.get(path));
        }
        JsonNode recording = agent.get(path).get(0);
        JsonNode file = recording.get("files").get(0);
        String id = recording.get("id").asString();
        RecordedPackets packets = RecordedPackets.of(
                recordings.resolve(id).resolve(file.get("name").asString()));
        double fileBegan = begun.until(Instant.parse(recording.get("startedAt").asString()))
                + 1000 * file.get("offsetSeconds").asDouble();
        agent.delete("/api/v1/recordings/" + id);
        return new Latency(
                answered,
                begun.since(sender.offeredNanos()),
                begun.since(sender.connectedNanos()),
                fileBegan + first(packets, true),
                fileBegan + first(packets, false));
    }

    private static boolean hasFile(JsonNode recordings) {
        return !recordings.isEmpty() && !recordings.get(0).get("files").isEmpty();
    }

    private static boolean isComplete(JsonNode recordings) {
        return !recordings.isEmpty()
                && recordings.get(0).get("state").asString().equals("COMPLETE");
    }

    private static double first(RecordedPackets packets, boolean video) {
        return packets.of(video).stream()
                .mapToDouble(packet -> 1000 * packet.seconds())
                .min()
                .orElse(Double.NaN);
    }

    private static void print(String engine, Beginning beginning, List<Latency> all) {
        if (beginning == Beginning.REQUEST) {
            print(engine, beginning, "answer", all, Latency::answered);
        }
        print(engine, beginning, "offer", all, Latency::offered);
        print(engine, beginning, "keys", all, Latency::connected);
        print(engine, beginning, "sound", all, Latency::sound);
        print(engine, beginning, "picture", all, Latency::picture);
    }

    private static void print(
            String engine, Beginning beginning, String what, List<Latency> all, ToDoubleFunction<Latency> time) {
        OUT.printf(
                "%-12s %-20s %-9s %5d %7.0f %7.0f %7.0f %7.0f %7.0f%n",
                engine,
                beginning.words,
                what,
                all.size(),
                time.applyAsDouble(all.getFirst()),
                Percentiles.of(all, time, 0.5),
                Percentiles.of(all, time, 0.95),
                Percentiles.of(all, time, 0.99),
                Percentiles.of(all, time, 1));
    }

    /** When a time began, by both clocks. */
    private record Begun(Instant at, long nanos) {
        static Begun now() {
            return new Begun(Instant.now(), System.nanoTime());
        }

        double since(long later) {
            return (later - nanos) / 1e6;
        }

        double until(Instant later) {
            return Duration.between(at, later).toNanos() / 1e6;
        }
    }
}
