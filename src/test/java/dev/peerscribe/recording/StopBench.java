package dev.peerscribe.recording;

import static dev.peerscribe.recording.RecordingBench.MEETING;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.PeerscribeApplication;
import dev.peerscribe.bench.Percentiles;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.RecordingEvent.RecordingFinished;
import dev.peerscribe.sender.Clip;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * How long it takes from the end of a long recording until all of it is complete; run by {@code bench/stop}. Frames go through
 * the real recorder into real files on a clock that is moved as fast as they are written, and what goes along with recordings is
 * the agent's own.
 */
final class StopBench {
    private static final Duration COMPLETING = Duration.ofMinutes(2);
    private static final String MANIFEST = "manifest.jws";
    /** At most so much of the end goes with a killed process, seconds. */
    private static final double LOST = 2;
    /** Seconds between two changes of who speaks. */
    private static final int SPEAKING = 2;

    private static final PrintStream OUT = System.out;

    private final StopOptions options;
    private final Path folder;
    private final ConfigurableApplicationContext agent;
    private final List<String> callers = new ArrayList<>();
    private final TestClip sound = TestClip.sound();
    private final TestClip pictures;

    /**
     * Parts of one stop, seconds.
     *
     * @param bytes of all files
     * @param media from the stop to media that are complete: what waits is written, index, disk, checksum
     * @param hash of that the checksums, as taken once more afterwards
     * @param posters pictures beside the media
     * @param manifest what happened in the meeting, and the signature over all
     * @param told from there until the recording is told to be complete
     */
    private record Stopped(double bytes, double media, double hash, double posters, double manifest, double told) {
        double total() {
            return media + posters + manifest + told;
        }
    }

    private StopBench(StopOptions options, Path folder, ConfigurableApplicationContext agent) {
        this.options = options;
        this.folder = folder;
        this.agent = agent;
        for (int caller = 0; caller < options.callers(); caller++) {
            callers.add("caller" + caller);
        }
        pictures = TestClip.of(Clip.video(
                options.codec(),
                options.width(),
                options.height(),
                TestClip.PICTURES,
                4,
                TestClip.PICTURES,
                options.bitRate()));
    }

    public static void main(String... arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        StopOptions options = StopOptions.parse(arguments);
        Path folder = Files.createTempDirectory("peerscribe-stop");
        try (ConfigurableApplicationContext agent = SpringApplication.run(
                PeerscribeApplication.class,
                "--server.port=0",
                "--management.server.port=0",
                "--peerscribe.recording.directory=" + folder.resolve("agent"))) {
            new StopBench(options, folder, agent).run();
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
        System.exit(0); // native libraries keep threads
    }

    private void run() throws IOException {
        OUT.printf(
                "%d runs of %d minutes, %d caller(s), %s, %s, %dx%d%n",
                options.runs(),
                options.minutes(),
                options.callers(),
                options.encoded() ? options.codec() + " as it was sent" : "decoded",
                options.format(),
                options.width(),
                options.height());
        if (options.killed()) {
            kill();
            return;
        }
        OUT.printf(
                "%4s %8s %9s %7s %7s %8s %9s %6s %7s%n",
                "run", "laid in", "MB", "media", "hash", "posters", "manifest", "told", "all s");
        List<Stopped> all = new ArrayList<>();
        for (int run = 1; run <= options.runs(); run++) {
            long begun = System.nanoTime();
            Path directory = Files.createDirectory(folder.resolve("run-" + run));
            Stopped stopped = stopped(directory, run, begun);
            all.add(stopped);
            FileSystemUtils.deleteRecursively(directory);
        }
        print("50 %", all, 0.5);
        print("95 %", all, 0.95);
        print("99 %", all, 0.99);
        print("most", all, 1);
    }

    /** What a process that is killed leaves is what stands in its folder: a copy of it is found by the next one. */
    private void kill() throws IOException {
        OUT.printf("%4s %9s %9s%n", "run", "MB", "repaired s");
        List<Double> all = new ArrayList<>();
        for (int run = 1; run <= options.runs(); run++) {
            Path directory = Files.createDirectory(folder.resolve("run-" + run));
            Path left = folder.resolve("left-" + run);
            RecordingBench bench = bench(directory, companions());
            String id = lay(bench);
            FileSystemUtils.copyRecursively(directory, left);
            bench.service.stop();
            FileSystemUtils.deleteRecursively(directory);

            long begun = System.nanoTime();
            RecordingBench next = bench(left, companions());
            RecordingSnapshot recording = finished(next, id);
            double took = (System.nanoTime() - begun) / 1e9;
            check(recording, left, LOST);
            if (!recording.recovered()) {
                throw new IllegalStateException("not recovered: " + recording);
            }
            all.add(took);
            OUT.printf("%4d %9.0f %9.2f%n", run, bytes(recording) / 1e6, took);
            next.service.stop();
            FileSystemUtils.deleteRecursively(left);
        }
        OUT.printf("%4s %9s %9.2f%n", "50 %", "", Percentiles.of(all, Double::doubleValue, 0.5));
        OUT.printf("%4s %9s %9.2f%n", "most", "", Percentiles.of(all, Double::doubleValue, 1));
    }

    /** What goes along with recordings of the agent. */
    private List<RecordingCompanion> companions() {
        return agent.getBeanProvider(RecordingCompanion.class).orderedStream().toList();
    }

    private RecordingBench bench(Path directory, List<RecordingCompanion> companions) {
        RecordingProperties properties = RecordingBench.properties(
                directory,
                options.format() == RecordingFormat.MP4 ? VideoCodec.H264 : VideoCodec.VP8,
                options.format(),
                RecordingProperties.SegmentLimits.NONE);
        return new RecordingBench(directory, properties, companions, Clock.systemUTC());
    }

    /** All but the end of a recording; its id. */
    private String lay(RecordingBench bench) {
        String id = bench.service.start(MEETING, "Meeting", null, null, null).id();
        for (String caller : callers) {
            bench.open(caller, "video", TrackKind.VIDEO);
            bench.open(caller, "audio", TrackKind.AUDIO);
        }
        for (int second = 0; second < 60 * options.minutes(); second++) {
            lay(bench, second);
        }
        return id;
    }

    private Stopped stopped(Path directory, int run, long begun) throws IOException {
        Marks marks = new Marks();
        List<RecordingCompanion> companions = new ArrayList<>();
        companions.add(marks);
        for (RecordingCompanion companion : companions()) {
            companions.add(companion);
            companions.add(marks);
        }
        RecordingBench bench = bench(directory, companions);
        try {
            String id = lay(bench);
            double laid = (System.nanoTime() - begun) / 1e9;
            long stop = System.nanoTime();
            bench.service.stop(id, EndReason.STOPPED);
            RecordingSnapshot recording = finished(bench, id);
            long told = System.nanoTime();
            Stopped stopped = new Stopped(
                    bytes(recording),
                    marks.seconds(stop, 0),
                    hash(bench, recording),
                    marks.seconds(marks.at(0), 1),
                    marks.seconds(marks.at(1), 2),
                    (told - marks.at(2)) / 1e9);
            check(recording, directory, 1);
            OUT.printf(
                    "%4d %8.1f %9.0f %7.3f %7.3f %8.3f %9.3f %6.3f %7.3f%n",
                    run,
                    laid,
                    stopped.bytes / 1e6,
                    stopped.media,
                    stopped.hash,
                    stopped.posters,
                    stopped.manifest,
                    stopped.told,
                    stopped.total());
            return stopped;
        } finally {
            bench.service.stop(); // to close the bench would mean that the agent has no recorder either
        }
    }

    /** A second of everybody, in the order of time. */
    private void lay(RecordingBench bench, int second) {
        for (String caller : callers) {
            if (second % SPEAKING == 0) {
                agent.publishEvent(
                        new MediaEvent.SpeakingChanged(MEETING, caller, "audio", second % (2 * SPEAKING) == 0));
            }
            if (options.encoded()) {
                layEncoded(bench, caller, second);
            } else {
                bench.talk(caller, second, second + 1, options.width(), options.height());
            }
        }
    }

    private void layEncoded(RecordingBench bench, String caller, int second) {
        int picture = second * TestClip.PICTURES;
        int piece = second * TestClip.SOUNDS;
        while (picture < (second + 1) * TestClip.PICTURES || piece < (second + 1) * TestClip.SOUNDS) {
            double shown = picture / (double) TestClip.PICTURES;
            double heard = piece / (double) TestClip.SOUNDS;
            if (shown <= heard) {
                bench.sendEncoded(caller, "video", pictures.frame(picture++, bench.at(shown)));
            } else {
                bench.sendEncoded(caller, "audio", sound.frame(piece++, bench.at(heard)));
            }
        }
    }

    private static double bytes(RecordingSnapshot recording) {
        return recording.files().stream().mapToDouble(RecordedFile::bytes).sum();
    }

    /** How long it takes to take the checksums of all files, which are taken side by side, one a caller. */
    private static double hash(RecordingBench bench, RecordingSnapshot recording) throws IOException {
        long begun = System.nanoTime();
        for (int file = 0; file < recording.files().size(); file++) {
            FileSeal.sha256(bench.path(recording, file));
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private static RecordingSnapshot finished(RecordingBench bench, String id) {
        await().atMost(COMPLETING)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> bench.events.stream().anyMatch(RecordingFinished.class::isInstance));
        return bench.service.find(id).orElseThrow();
    }

    /** Throws where more than so many seconds are missing, or anything else. */
    private void check(RecordingSnapshot recording, Path directory, double missing) {
        boolean whole = recording.state() == RecordingState.COMPLETE
                && recording.files().size() == options.callers()
                && recording.files().stream()
                        .allMatch(file -> file.sha256() != null
                                && Math.abs(file.durationSeconds() - 60.0 * options.minutes()) < missing)
                && Files.exists(directory.resolve(recording.id()).resolve(MANIFEST));
        if (!whole) {
            throw new IllegalStateException("not whole: " + recording);
        }
    }

    private static void print(String what, List<Stopped> all, double share) {
        OUT.printf(
                "%4s %8s %9s %7.3f %7.3f %8.3f %9.3f %6.3f %7.3f%n",
                what,
                "",
                "",
                Percentiles.of(all, Stopped::media, share),
                Percentiles.of(all, Stopped::hash, share),
                Percentiles.of(all, Stopped::posters, share),
                Percentiles.of(all, Stopped::manifest, share),
                Percentiles.of(all, Stopped::told, share),
                Percentiles.of(all, Stopped::total, share));
    }

    /** Notes when it is called, between those that do something. Called on one thread, read after the recording is told of. */
    private static final class Marks implements RecordingCompanion {
        private final List<Long> times = new ArrayList<>();

        @Override
        public void begin(RecordingSnapshot recording, Path folder) {}

        @Override
        public synchronized List<BesideFile> complete(RecordingSnapshot recording, Path folder) {
            times.add(System.nanoTime());
            return List.of();
        }

        synchronized long at(int mark) {
            return times.get(mark);
        }

        double seconds(long from, int mark) {
            return (at(mark) - from) / 1e9;
        }
    }
}
