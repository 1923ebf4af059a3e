package dev.peerscribe.bench;

import dev.peerscribe.codec.Codec;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Calls one after the other, to see what an agent keeps of each; started by bench/calls. */
final class CallsBench {
    /** Who hung up is there for a moment, and calls are short. */
    private static final String MAX_PEERS = "--peerscribe.media.max-peers=128";

    private static final Duration CONNECTING = Duration.ofSeconds(20);
    private static final Duration LEAVING = Duration.ofSeconds(60);
    /** Some 0.3 s. */
    private static final int PICTURES = 10;

    private static final PrintStream OUT = System.out;

    private CallsBench() {}

    /** Makes the calls: {@code arguments} are how many calls, the engine, how many calls between two lines; then options of the agent. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        String engine = arguments.length > 1 ? arguments[1] : "passthrough";
        int step = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
        Path folder = Files.createTempDirectory("peerscribe-calls");
        URI relay = URI.create("ws://localhost:" + AgentProcess.freePort());
        SenderClip clip = new SenderClip(Clip.video(Codec.VP8, 640, 360, 30, 2, 30, 800_000), Clip.sound(2));
        List<String> options = new ArrayList<>(List.of(MAX_PEERS));
        options.addAll(List.of(arguments).subList(Math.min(3, arguments.length), arguments.length));
        try (AgentProcess agent = AgentProcess.withRelay(engine, relay, folder, options);
                SenderStudio studio = new SenderStudio()) {
            OUT.printf("%6s %s %10s%n", "calls", Footprint.HEADER, "seconds");
            long begun = System.nanoTime();
            look(agent, 0, begun);
            List<Double> counts = new ArrayList<>();
            List<Double> memory = new ArrayList<>();
            for (int call = 1; call <= calls; call++) {
                call(studio, relay, clip, call);
                if (call % step == 0 || call == calls) {
                    Footprint footprint = look(agent, call, begun);
                    counts.add((double) call);
                    memory.add(footprint.rss() * 1024);
                }
            }
            OUT.printf("from call %.0f on: RSS %+.0f KiB a call%n", counts.getFirst(), Trend.slope(counts, memory));
        } finally {
            OUT.println("log: " + folder);
        }
        System.exit(0); // native libraries keep threads
    }

    private static void call(SenderStudio studio, URI relay, SenderClip clip, int number) throws InterruptedException {
        String name = "Caller " + number;
        try (KnownSender sender = KnownSender.join(studio, relay, clip, SenderSettings.named(name))) {
            if (!AgentProcess.until(CONNECTING, () -> sender.video().size() >= PICTURES)) {
                throw new IllegalStateException(name + " is not heard: " + sender.lost());
            }
        }
    }

    private static Footprint look(AgentProcess agent, int calls, long begun) throws InterruptedException {
        boolean _ = AgentProcess.until(LEAVING, () -> isQuiet(agent));
        TimeUnit.SECONDS.sleep(1);
        Footprint footprint = Footprint.of(agent);
        OUT.printf("%6d %s %10.1f%n", calls, footprint, (System.nanoTime() - begun) / 1e9);
        return footprint;
    }

    /** Whether nobody's media come any more. */
    private static boolean isQuiet(AgentProcess agent) {
        return agent.get("/api/v1/meetings").get(0).findValues("tracks").stream()
                .allMatch(tracks -> tracks.isEmpty());
    }
}
