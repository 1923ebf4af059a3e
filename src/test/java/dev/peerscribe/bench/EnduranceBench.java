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

/** One long meeting, to see what an agent gathers while it records; started by bench/endurance. */
final class EnduranceBench {
    private static final Duration CONNECTING = Duration.ofSeconds(30);
    /** Until then an agent warms up: code is compiled, buffers find their size. */
    private static final double WARM_UP_MINUTES = 10;

    private static final PrintStream OUT = System.out;

    /** {@code minutes} after the last caller was heard. */
    private record Look(double minutes, Footprint footprint) {}

    private EnduranceBench() {}

    /** Records: {@code arguments} are how many minutes, the engine, how many callers; then options of the agent. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        int minutes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 45;
        String engine = arguments.length > 1 ? arguments[1] : "passthrough";
        int callers = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 4;
        Path folder = Files.createTempDirectory("peerscribe-endurance");
        URI relay = URI.create("ws://localhost:" + AgentProcess.freePort());
        SenderClip clip = new SenderClip(Clip.video(Codec.VP8, 640, 360, 30, 6, 90, 800_000), Clip.sound(6));
        List<String> options = List.of(arguments).subList(Math.min(3, arguments.length), arguments.length);
        List<KnownSender> senders = new ArrayList<>();
        try (AgentProcess agent = AgentProcess.withRelay(engine, relay, folder, options);
                SenderStudio studio = new SenderStudio()) {
            try {
                for (int caller = 1; caller <= callers; caller++) {
                    senders.add(join(studio, relay, clip, caller));
                }
                print(watch(agent, minutes));
            } finally {
                senders.forEach(KnownSender::close);
            }
        } finally {
            OUT.println("log: " + folder);
        }
        System.exit(0); // native libraries keep threads
    }

    private static KnownSender join(SenderStudio studio, URI relay, SenderClip clip, int number)
            throws InterruptedException {
        KnownSender sender = KnownSender.join(studio, relay, clip, SenderSettings.named("Caller " + number));
        if (!AgentProcess.until(CONNECTING, () -> sender.video().size() > 0)) {
            throw new IllegalStateException("caller " + number + " is not heard: " + sender.lost());
        }
        return sender;
    }

    private static List<Look> watch(AgentProcess agent, int minutes) throws InterruptedException {
        OUT.printf("%8s %s %8s%n", "minutes", Footprint.HEADER, "CPU");
        List<Look> looks = new ArrayList<>();
        long begun = System.nanoTime();
        double spent = agent.cpuSeconds();
        for (int minute = 1; minute <= minutes; minute++) {
            TimeUnit.NANOSECONDS.sleep(begun + TimeUnit.MINUTES.toNanos(minute) - System.nanoTime());
            double cpu = (agent.cpuSeconds() - spent) / 60;
            Look look = new Look((System.nanoTime() - begun) / 60e9, Footprint.of(agent));
            OUT.printf("%8.1f %s %8.4f%n", look.minutes, look.footprint, cpu);
            spent = agent.cpuSeconds();
            looks.add(look);
        }
        return looks;
    }

    private static void print(List<Look> looks) {
        List<Look> warm =
                looks.stream().filter(look -> look.minutes > WARM_UP_MINUTES).toList();
        if (warm.size() < 2) {
            OUT.println("too short to tell growth");
            return;
        }
        List<Double> minutes = warm.stream().map(Look::minutes).toList();
        double rss = Trend.slope(
                minutes, warm.stream().map(look -> look.footprint.rss()).toList());
        double heap = Trend.slope(
                minutes, warm.stream().map(look -> look.footprint.heapKiB()).toList());
        OUT.printf(
                "after %.0f minutes: RSS %+.2f MiB an hour, heap %+.0f KiB an hour, threads %+d, descriptors %+d%n",
                WARM_UP_MINUTES,
                60 * rss,
                60 * heap,
                warm.getLast().footprint.threads() - warm.getFirst().footprint.threads(),
                warm.getLast().footprint.descriptors()
                        - warm.getFirst().footprint.descriptors());
    }
}
