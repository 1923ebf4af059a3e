package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.Broadcasts;
import dev.peerscribe.media.FakeSentFrame;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.FakeSessions;
import dev.peerscribe.recording.RecordingBeside;
import dev.peerscribe.recording.TestPicture;
import dev.peerscribe.sender.Clip;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Live outputs of one meeting, with participants who talk in real time: each second begins with a flash and a beep. */
final class RelayBench implements AutoCloseable {
    static final String MEETING = "m1";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final FakeSessions sessions = new FakeSessions();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Object> events = new CopyOnWriteArrayList<>();
    final RelayService service;
    private final List<ScheduledExecutorService> speakers = new ArrayList<>();
    private double phase;
    /** Set before anybody speaks. */
    private boolean noise;

    /** Properties below {@code peerscribe.relay}, besides small pictures and fast retries. */
    RelayBench(Path directory, String... properties) {
        this(
                kinds -> {
                    throw new IllegalStateException("no link today");
                },
                directory,
                properties);
    }

    /** With links to WHIP endpoints. */
    RelayBench(Broadcasts broadcasts, Path directory, String... properties) {
        service = new RelayService(
                properties(directory, properties), sessions, broadcasts, events::add, meters, new ManualClock());
        service.start();
    }

    static RelayProperties properties(Path directory, String... properties) {
        Map<String, String> all = new HashMap<>(Map.of(
                "peerscribe.relay.hls.directory", directory.resolve("live").toString(),
                "peerscribe.relay.video.width", "320",
                "peerscribe.relay.video.height", "180",
                "peerscribe.relay.video.kilobits", "400",
                "peerscribe.relay.video.keyframe-interval", "1s",
                "peerscribe.relay.hls.segment", "1s",
                "peerscribe.relay.reconnect.base", "200ms",
                "peerscribe.relay.reconnect.spread", "100ms",
                "peerscribe.relay.reconnect.max", "500ms",
                "peerscribe.relay.reconnect.max-spread", "100ms"));
        for (String property : properties) {
            String[] parts = property.split("=", 2);
            all.put("peerscribe.relay." + parts[0], parts[1]);
        }
        return new Binder(new MapConfigurationPropertySource(all))
                .bindOrCreate("peerscribe.relay", RelayProperties.class);
    }

    /** Both tracks of a participant open and give frames from now on. */
    void talks(String peer, int width, int height) {
        opens(peer, "audio", TrackKind.AUDIO);
        opens(peer, "video", TrackKind.VIDEO);
        speaks(peer, true, true, width, height);
    }

    /** As {@link #talks}, beside a recording that is there before the first frame. */
    RecordingBeside talksRecorded(String peer, Path directory) throws IOException {
        opens(peer, "audio", TrackKind.AUDIO);
        opens(peer, "video", TrackKind.VIDEO);
        RecordingBeside recording =
                new RecordingBeside(sessions, MEETING, Files.createDirectory(directory.resolve("recordings")));
        await().atMost(PATIENCE)
                .until(() -> sessions.attached(peer, "audio") > 0 && sessions.attached(peer, "video") > 0);
        speaks(peer, true, true, 320, 180);
        return recording;
    }

    /** As {@link #talks}, with pictures that no encoder can make small. */
    void talksNoise(String peer, int width, int height) {
        noise = true;
        talks(peer, width, height);
    }

    void opens(String peer, String track, TrackKind kind) {
        sessions.open(MEETING, peer, track, kind);
        service.on(new MediaEvent.TrackOpened(MEETING, peer, track, kind));
    }

    void closes(String peer, String track, TrackKind kind) {
        sessions.close(MEETING, peer, track);
        service.on(new MediaEvent.TrackClosed(MEETING, peer, track, kind));
    }

    void speaks(String peer, boolean sound, boolean pictures, int width, int height) {
        ScheduledExecutorService speaker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("speaker-" + peer).daemon().factory());
        speakers.add(speaker);
        long begun = System.nanoTime();
        int[] block = {0};
        Future<?> _ = speaker.scheduleAtFixedRate(
                () -> {
                    int number = block[0]++;
                    double t = number / 100.0;
                    if (sound) {
                        sessions.push(peer, "audio", block(begun, t));
                    }
                    if (pictures && number % 4 == 0) {
                        sessions.push(peer, "video", picture(at(begun, t), t, width, height));
                    }
                },
                0,
                10,
                TimeUnit.MILLISECONDS);
    }

    /** Both tracks of a participant open, whose frames come from now on as they were sent; pictures begin amid others. */
    void talksAsSent(String peer, Codec codec) {
        Clip pictures = Clip.video(codec, 320, 180, 25, 2, 25, 300_000);
        Clip sounds = Clip.sound(2);
        opens(peer, "audio", TrackKind.AUDIO);
        opens(peer, "video", TrackKind.VIDEO);
        long begun = System.nanoTime();
        int[] piece = {0};
        every20Millis(peer, () -> {
            int number = piece[0]++;
            long nanos = at(begun, number / 50.0);
            sessions.push(
                    peer,
                    "audio",
                    FakeSentFrame.of(
                            FakeSentFrame.sound(nanos),
                            sounds.frames().get(number % sounds.frames().size()).bytes()));
            if (number % 2 == 0) {
                Clip.Frame frame = pictures.frames()
                        .get((7 + number / 2) % pictures.frames().size());
                sessions.push(
                        peer,
                        "video",
                        FakeSentFrame.of(FakeSentFrame.picture(codec, nanos, frame.key(), 320, 180), frame.bytes()));
            }
        });
    }

    private void every20Millis(String peer, Runnable step) {
        ScheduledExecutorService speaker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("speaker-" + peer).daemon().factory());
        speakers.add(speaker);
        Future<?> _ = speaker.scheduleAtFixedRate(step, 0, 20, TimeUnit.MILLISECONDS);
    }

    private TestPicture picture(long nanos, double t, int width, int height) {
        TestPicture picture = TestPicture.plain(nanos, width, height, t % 1 < 0.1 ? 230 : 40, (int) (t * 100));
        if (noise) {
            byte[] grain = new byte[picture.y().capacity()];
            ThreadLocalRandom.current().nextBytes(grain);
            for (int i = 0; i < grain.length; i++) {
                grain[i] = (byte) (100 + (grain[i] & 31));
            }
            picture.y().put(0, grain);
        }
        return picture;
    }

    private AudioBlock block(long begun, double t) {
        byte[] pcm = new byte[960];
        for (int i = 0; t % 1 < 0.1 - 1e-9 && i < pcm.length / 2; i++) {
            phase += 2 * Math.PI * 1000 / 48_000;
            short value = (short) (12_000 * Math.sin(phase));
            pcm[2 * i] = (byte) value;
            pcm[2 * i + 1] = (byte) (value >> 8);
        }
        return new AudioBlock(at(begun, t), pcm, 48_000, 1);
    }

    private static long at(long begun, double seconds) {
        return begun + Math.round(seconds * 1e9);
    }

    String begin(String target) {
        return service.begin(MEETING, new RelayRequest(target, null)).id();
    }

    RelaySnapshot relay(String id) {
        return service.find(MEETING, id).orElseThrow();
    }

    void awaitState(String id, RelayState... states) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(relay(id).state()).isIn(Arrays.asList(states)));
    }

    /** Waits until so many more pictures went out. */
    void awaitPictures(String id, long more) {
        long goal = relay(id).frames().pictures() + more;
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(relay(id).frames().pictures()).isGreaterThanOrEqualTo(goal));
    }

    RelayCause awaitFailure(String id) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(relay(id).lastError()).isNotNull());
        return Objects.requireNonNull(relay(id).lastError()).cause();
    }

    double failures(RelayCause cause) {
        return meters.get("peerscribe.relay.failures")
                .tag("cause", cause.tag())
                .counter()
                .count();
    }

    /** Ends all, and asserts that nothing is left over. */
    @Override
    public void close() {
        speakers.forEach(ScheduledExecutorService::shutdownNow);
        service.stop();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.matches("relay-((stage|audio|video)-)?[0-9a-f]{16}"));
            assertThat(TestPicture.OPEN).hasValue(0);
        });
    }
}
