package dev.peerscribe.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.FakeSentFrame;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** The recordings with a meeting of synthetic peers, on a clock that the test moves. */
final class RecordingBench implements AutoCloseable {
    static final String MEETING = "meeting";
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final long SECOND = 1_000_000_000L;
    static final long EPOCH = 5_000 * SECOND;

    final AtomicLong ticker = new AtomicLong(EPOCH);
    final FakeSessions sessions = new FakeSessions();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Object> events = new CopyOnWriteArrayList<>();
    final Path directory;
    final RecordingService service;
    /** What the disk says; a test may let it say something else. */
    volatile LongSupplier freeDisk;

    private double phase;

    RecordingBench(Path directory, RecordingProperties properties) {
        this(directory, properties, List.of());
    }

    RecordingBench(Path directory, RecordingProperties properties, List<RecordingCompanion> companions) {
        this(directory, properties, companions, Clock.fixed(START, ZoneOffset.UTC));
    }

    RecordingBench(Path directory, RecordingProperties properties, List<RecordingCompanion> companions, Clock clock) {
        this.directory = directory;
        freeDisk = new DiskSpace(directory)::free;
        service = new RecordingService(
                properties,
                sessions,
                events::add,
                meters,
                JsonMapper.builder().build(),
                companions,
                clock,
                ticker::get,
                () -> freeDisk.getAsLong(),
                new Random(7));
        service.restore();
        service.start();
    }

    RecordingBench(Path directory) {
        this(directory, properties(directory, VideoCodec.VP8));
    }

    static RecordingProperties properties(Path directory, VideoCodec codec) {
        return properties(directory, codec, RecordingFormat.AUTO, RecordingProperties.SegmentLimits.NONE);
    }

    static RecordingProperties properties(
            Path directory, VideoCodec codec, RecordingFormat format, RecordingProperties.SegmentLimits segment) {
        return new RecordingProperties(
                directory,
                format,
                segment,
                new RecordingProperties.Video(codec, 8, 2500, Duration.ofSeconds(2), 1),
                new RecordingProperties.Audio(64, OpusApplication.AUDIO),
                new RecordingProperties.Queue(30, DataSize.ofMegabytes(64), 200, 1000, DataSize.ofMegabytes(16)),
                Duration.ofMillis(1500),
                Duration.ofSeconds(10),
                DataSize.ofMegabytes(1),
                DataSize.ofKilobytes(512));
    }

    /** Opens a track and tells so, as the media package does; waits until it is being recorded. */
    void open(String peer, String track, TrackKind kind) {
        open(MEETING, peer, track, kind);
    }

    /** The same in another meeting. */
    void open(String meeting, String peer, String track, TrackKind kind) {
        sessions.open(meeting, peer, track, kind);
        service.on(new MediaEvent.TrackOpened(meeting, peer, track, kind));
        attached(peer, track);
    }

    void attached(String peer, String track) {
        await().atMost(Duration.ofSeconds(10)).until(() -> sessions.attached(peer, track) == 1);
    }

    void close(String peer, String track, TrackKind kind) {
        sessions.close(MEETING, peer, track);
        service.on(new MediaEvent.TrackClosed(MEETING, peer, track, kind));
    }

    /** A picture at a time in seconds since the recording's start: bright in the first tenth of every second. */
    void picture(String peer, double seconds, int width, int height) {
        boolean flash = seconds - Math.floor(seconds + 1e-9) < 0.1 - 1e-9;
        send(peer, "video", TestPicture.plain(at(seconds), width, height, flash ? 230 : 40, (int) (seconds * 200)));
    }

    /** A block of {@code samples} at a time, which sounds in the first tenth of every second. */
    void block(String peer, double seconds, int samples) {
        byte[] pcm = new byte[samples * 2];
        for (int i = 0; i < samples; i++) {
            double t = seconds + i / 48_000.0;
            boolean beep = t - Math.floor(t + 1e-9) < 0.1 - 1e-9;
            phase += 2 * Math.PI * 1000 / 48_000;
            short value = beep ? (short) (12_000 * Math.sin(phase)) : 0;
            pcm[2 * i] = (byte) value;
            pcm[2 * i + 1] = (byte) (value >> 8);
        }
        send(peer, "audio", new AudioBlock(at(seconds), pcm, 48_000, 1));
    }

    /** Ten milliseconds of sound and, thirty times a second, a picture, from one time to another. */
    void talk(String peer, double from, double to, int width, int height) {
        long pictures = (long) Math.ceil(from * 30 - 1e-6);
        for (long i = Math.round(from * 100); i < Math.round(to * 100); i++) {
            double t = i / 100.0;
            block(peer, t, 480);
            while (pictures / 30.0 < t + 0.01 - 1e-9 && pictures / 30.0 < to - 1e-9) {
                picture(peer, pictures / 30.0, width, height);
                pictures++;
            }
        }
    }

    /** Sends a frame as a native thread would, but no faster than the writers can take it. */
    void send(String peer, String track, MediaFrame frame) {
        send(peer, track, frame, 20);
    }

    /** As {@link #send}, for frames that may gather. */
    void sendEncoded(String peer, String track, MediaFrame frame) {
        send(peer, track, frame, 800);
    }

    private void send(String peer, String track, MediaFrame frame, int most) {
        long until = System.nanoTime() + 20 * SECOND;
        while (queued() > most) {
            if (System.nanoTime() > until) {
                throw new AssertionError("the writer does not get on");
            }
            LockSupport.parkNanos(200_000); // the writers need the processor
        }
        ticker.accumulateAndGet(frame.presentationNanos(), Math::max);
        sessions.push(peer, track, frame);
    }

    double queued() {
        return meters.get("peerscribe.recording.queue.length").gauge().value();
    }

    /** Waits until so many frames of a kind were taken into files in all. */
    void written(TrackKind kind, int frames) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> meters.get("peerscribe.recording.frames.written")
                                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                                .counter()
                                .count()
                        == frames);
    }

    long at(double seconds) {
        return EPOCH + Math.round(seconds * SECOND);
    }

    double dropped(TrackKind kind, String cause) {
        return meters.get("peerscribe.recording.frames.dropped")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .tag("cause", cause)
                .counter()
                .count();
    }

    /** Stops and waits for the end, which must be told once. */
    RecordingSnapshot stop(String id) {
        service.stop(id, EndReason.STOPPED);
        return finished(id);
    }

    RecordingSnapshot finished(String id) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events.stream()
                        .anyMatch(event -> event instanceof RecordingEvent.RecordingFinished finished
                                && finished.recordingId().equals(id)));
        return service.find(id).orElseThrow();
    }

    Path path(RecordingSnapshot recording, int index) {
        return service.file(recording.id(), recording.files().get(index).name()).orElseThrow();
    }

    /** Ends all, and asserts that nothing is left over. */
    @Override
    public void close() {
        service.stop();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("recording-"));
            assertThat(TestPicture.OPEN).hasValue(0);
            assertThat(FakeSentFrame.OPEN).hasValue(0);
        });
    }
}
