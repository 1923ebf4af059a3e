package dev.peerscribe.bench;

import dev.peerscribe.manifest.ManifestVerifier;
import dev.peerscribe.manifest.Verification;
import dev.peerscribe.recording.MediaProbe;
import dev.peerscribe.sender.Clip;
import dev.peerscribe.sender.KnownSender;
import dev.peerscribe.sender.SenderClip;
import dev.peerscribe.sender.SenderSettings;
import dev.peerscribe.sender.SenderStudio;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Kills an agent that records, again and again; the next one repairs what it left; started by bench/kills. */
final class KillsBench {
    private static final Duration CONNECTING = Duration.ofSeconds(30);
    private static final Duration REPAIRING = Duration.ofSeconds(60);
    private static final double MEDIAN_TARGET = 1;
    private static final double WORST_TARGET = 2;
    private static final int CLIP_SECONDS = 6;

    private static final PrintStream OUT = System.out;

    private final KillsOptions options;
    private final Path folder;
    private final URI relay;
    private final SenderClip clip;
    private final Random random;
    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * An agent that was killed.
     *
     * @param sentFor how long it had been sent media, seconds
     */
    private record Killed(int number, String engine, String recording, double sentFor, Instant at) {}

    /**
     * What was left of its recording.
     *
     * @param lost from the last picture or the last sound of the file, whichever is earlier, to the kill, seconds
     * @param repaired from the start of the next agent until it had been repaired, seconds
     * @param nothing whether there is no file, since nothing had come to the disk yet: all that was sent counts as lost
     * @param fault what is wrong with it; null where it is whole
     */
    private record Outcome(
            Killed killed,
            double lost,
            double repaired,
            boolean nothing,
            @Nullable String fault) {
        static Outcome broken(Killed killed, double repaired, String fault) {
            return new Outcome(killed, killed.sentFor(), repaired, false, fault);
        }
    }

    private KillsBench(KillsOptions options, Path folder, URI relay, SenderClip clip) {
        this.options = options;
        this.folder = folder;
        this.relay = relay;
        this.clip = clip;
        random = new Random(options.seed());
    }

    /** Does what {@link KillsOptions} reads out of {@code arguments}. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT);
        KillsOptions options = KillsOptions.parse(arguments);
        Path folder = Files.createTempDirectory("peerscribe-kills");
        OUT.printf("%d kills, seed %d, in %s%n", options.kills(), options.seed(), folder);
        SenderClip clip = new SenderClip(
                Clip.video(options.codec(), 640, 360, 30, CLIP_SECONDS, 30 * CLIP_SECONDS / 3, 800_000),
                Clip.sound(CLIP_SECONDS));
        int relayPort = AgentProcess.freePort();
        boolean good;
        try (AgentProcess _ = new AgentProcess(
                List.of(),
                List.of(
                        "--peerscribe.embedded.relay.enabled=true",
                        "--peerscribe.embedded.relay.port=" + relayPort,
                        "--peerscribe.recording.directory=" + folder.resolve("none")),
                folder.resolve("stage.log"))) {
            KillsBench bench = new KillsBench(options, folder, URI.create("ws://localhost:" + relayPort), clip);
            bench.run();
            good = bench.report();
        }
        System.exit(good ? 0 : 1); // native libraries keep threads
    }

    private void run() throws IOException, InterruptedException {
        Killed last = null;
        try (SenderStudio studio = new SenderStudio()) {
            for (int number = 1; number <= options.kills(); number++) {
                last = kill(studio, number, last);
            }
            if (last != null) {
                long begun = System.nanoTime();
                try (AgentProcess agent =
                        agent(options.kills() + 1, options.engines().getFirst())) {
                    look(agent, last, begun);
                }
            }
        }
    }

    private AgentProcess agent(int number, String engine) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "--peerscribe.media.engine=" + engine,
                "--peerscribe.meeting.join[0].url=" + relay.resolve("/kill-" + number),
                "--peerscribe.recording.directory=" + folder.resolve("recordings")));
        all.addAll(options.agent());
        return new AgentProcess(List.of(), all, folder.resolve("agent-" + number + ".log"));
    }

    /** Has an agent look after what the one before left, and then kills it while it records. */
    private Killed kill(SenderStudio studio, int number, @Nullable Killed before)
            throws IOException, InterruptedException {
        String engine = options.engines().get((number - 1) % options.engines().size());
        double delay = options.shortest() + random.nextDouble() * (options.longest() - options.shortest());
        long begun = System.nanoTime();
        try (AgentProcess agent = agent(number, engine)) {
            if (before != null) {
                look(agent, before, begun);
            }
            try (KnownSender sender = KnownSender.join(
                    studio, relay.resolve("/kill-" + number), clip, SenderSettings.named("Caller " + number))) {
                if (!AgentProcess.until(CONNECTING, () -> sender.video().size() > 0)) {
                    throw new IllegalStateException("caller " + number + " is not heard: " + sender.lost());
                }
                String recording = recording(agent);
                long sending = sender.video().frames().getFirst().sentNanos();
                long left = sending + (long) (delay * 1e9) - System.nanoTime();
                TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
                double sentFor = (System.nanoTime() - sending) / 1e9;
                Instant at = Instant.now();
                agent.kill();
                return new Killed(number, engine, recording, sentFor, at);
            }
        }
    }

    /** The one that is being made. */
    private static String recording(AgentProcess agent) {
        for (JsonNode recording : agent.get("/api/v1/recordings")) {
            if (recording.get("state").asString().equals("RECORDING")) {
                return recording.get("id").asString();
            }
        }
        throw new IllegalStateException("nothing is being recorded");
    }

    private void look(AgentProcess agent, Killed killed, long begun) throws IOException, InterruptedException {
        String path = "/api/v1/recordings/" + killed.recording();
        boolean over = AgentProcess.until(
                REPAIRING, () -> !agent.get(path).get("state").asString().equals("FINALIZING"));
        Outcome outcome = judged(agent.get(path), killed, over ? (System.nanoTime() - begun) / 1e9 : Double.NaN);
        outcomes.add(outcome);
        OUT.printf(
                "%4d %-12s killed after %5.2f s, lost %5.2f s, repaired %5.1f s after the start %s%n",
                killed.number(),
                killed.engine(),
                killed.sentFor(),
                outcome.lost(),
                outcome.repaired(),
                outcome.fault() == null ? "" : "-- " + outcome.fault());
        if (outcome.fault() == null) {
            agent.delete(path);
        }
    }

    private Outcome judged(JsonNode recording, Killed killed, double repaired) throws IOException {
        String state = recording.get("state").asString();
        Path itsFolder = folder.resolve("recordings").resolve(killed.recording());
        if (state.equals("FAILED") && killed.sentFor() <= WORST_TARGET) {
            // Before a file has a header and frames nothing could be repaired. What may be lost was lost then, but only
            // if
            // there really is nothing.
            return holdsMedia(itsFolder)
                    ? Outcome.broken(killed, repaired, "the recording failed although there are media in its files")
                    : new Outcome(killed, killed.sentFor(), repaired, true, null);
        }
        if (!state.equals("COMPLETE") || !recording.get("recovered").asBoolean()) {
            return Outcome.broken(killed, repaired, "the recording is " + state);
        }
        String unproven = unproven(itsFolder);
        if (unproven != null) {
            return Outcome.broken(killed, repaired, unproven);
        }
        Instant startedAt = Instant.parse(recording.get("startedAt").asString());
        double seen = 0;
        double heard = 0;
        for (JsonNode file : recording.get("files")) {
            String name = file.get("name").asString();
            MediaProbe probe = MediaProbe.of(itsFolder.resolve(name));
            if (probe.decodeErrors() + probe.readErrors() > 0) {
                return Outcome.broken(killed, repaired, name + " does not decode");
            }
            // Of an index of one entry, FFmpeg makes nothing.
            boolean sought = probe.pictures().stream()
                                    .filter(MediaProbe.Picture::key)
                                    .limit(2)
                                    .count()
                            < 2
                    || probe.indexEntries() > 0;
            if (Double.isNaN(probe.durationSeconds()) || !sought) {
                return Outcome.broken(killed, repaired, name + " has no duration or index");
            }
            double offset = file.get("offsetSeconds").asDouble();
            if (!probe.pictures().isEmpty()) {
                seen = Math.max(seen, offset + probe.pictures().getLast().seconds());
            }
            if (!Double.isNaN(probe.soundEnd())) {
                heard = Math.max(heard, offset + probe.soundEnd());
            }
        }
        double until = Duration.between(startedAt, killed.at()).toNanos() / 1e9;
        double lost = Math.min(killed.sentFor(), until - Math.min(seen, heard));
        return new Outcome(killed, lost, repaired, false, null);
    }

    /** What is wrong with the manifest of a folder, signed by whichever key: each agent here has made its own. */
    private static @Nullable String unproven(Path itsFolder) {
        Verification verification = new ManifestVerifier(_ -> ManifestVerifier.Opinion.NOT_ASKED).verify(itsFolder);
        return verification.findings().stream()
                .filter(finding -> finding.outcome() == Verification.Outcome.DOES_NOT_HOLD
                        || finding.outcome() == Verification.Outcome.CANNOT_TELL)
                .findFirst()
                .map(finding -> "its manifest is not complete: " + finding.subject() + ": " + finding.words())
                .orElse(null);
    }

    /** Whether anything of a folder can be played. */
    private static boolean holdsMedia(Path itsFolder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(itsFolder, "*.{webm,mkv,mp4}")) {
            for (Path file : files) {
                try {
                    MediaProbe probe = MediaProbe.of(file);
                    if (!probe.pictures().isEmpty() || !Double.isNaN(probe.soundEnd())) {
                        return true;
                    }
                } catch (IOException e) {
                    // no more than a name, or the beginning of a header
                }
            }
        }
        return false;
    }

    /** Whether all is as it should be. */
    private boolean report() {
        boolean good = outcomes.size() == options.kills();
        OUT.printf(
                "%n%-12s %6s %6s %8s %16s %14s %16s %14s%n",
                "engine",
                "kills",
                "whole",
                "nothing",
                "lost median s",
                "lost most s",
                "repair median s",
                "repair most s");
        for (String engine : options.engines()) {
            List<Outcome> its = outcomes.stream()
                    .filter(each -> each.killed().engine().equals(engine))
                    .toList();
            long whole = its.stream()
                    .filter(each -> each.fault() == null && !each.nothing())
                    .count();
            long nothing = its.stream().filter(Outcome::nothing).count();
            List<Double> lost = its.stream().map(Outcome::lost).sorted().toList();
            List<Double> repaired = its.stream().map(Outcome::repaired).sorted().toList();
            if (its.isEmpty()) {
                continue;
            }
            OUT.printf(
                    "%-12s %6d %6d %8d %16.2f %14.2f %16.1f %14.1f%n",
                    engine,
                    its.size(),
                    whole,
                    nothing,
                    median(lost),
                    lost.getLast(),
                    median(repaired),
                    repaired.getLast());
            good &= whole + nothing == its.size() && median(lost) <= MEDIAN_TARGET && lost.getLast() <= WORST_TARGET;
        }
        OUT.println(
                good
                        ? "all files play, manifests are complete and hold, and no more is lost than may be"
                        : "NOT as it should be, see above");
        OUT.println("logs: " + folder);
        return good;
    }

    private static double median(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}
