package dev.peerscribe.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.ffmpeg.Ffmpeg;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** The recording of a meeting in real time, beside whatever else takes its tracks; each second has a flash and a beep. */
public final class RecordingBeside implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final double BRIGHT = 120;
    private static final double LOUD = 0.1;

    private final RecordingService service;
    private final String id;

    /** Records what the meeting has now. */
    public RecordingBeside(FakeSessions sessions, String meetingId, Path directory) {
        Ffmpeg.load(); // which takes so long where it is the first time that frames would be missing
        service = new RecordingService(
                RecordingBench.properties(directory, VideoCodec.VP8),
                sessions,
                event -> {},
                new SimpleMeterRegistry(),
                JsonMapper.builder().build(),
                List.of(),
                Clock.systemUTC(),
                System::nanoTime,
                new DiskSpace(directory)::free,
                new Random(7));
        service.restore();
        service.start();
        id = service.start(meetingId, "Meeting", null, null, null).id();
    }

    /** How long it is (seconds). */
    public double seconds() {
        return service.find(id).orElseThrow().files().stream()
                .mapToDouble(RecordedFile::durationSeconds)
                .max()
                .orElse(0);
    }

    /** Ends it, and asserts that nothing is missing in it. */
    public void assertWhole() throws Exception {
        MediaProbe probe = ended();
        assertEach(probe.flashes(BRIGHT), probe.durationSeconds());
        assertEach(probe.beeps(LOUD), probe.durationSeconds());
    }

    /** The same of pictures in which no flash can be seen. */
    public void assertWholeOfNoise() throws Exception {
        MediaProbe probe = ended();
        assertEach(probe.beeps(LOUD), probe.durationSeconds());
    }

    private MediaProbe ended() throws Exception {
        service.stop(id, EndReason.STOPPED);
        RecordingSnapshot recording = await().atMost(PATIENCE)
                .until(
                        () -> service.find(id).orElseThrow(),
                        each -> each.state() == RecordingState.COMPLETE
                                && service.folder(id).isPresent());
        assertThat(recording.gaps()).isEmpty();
        assertThat(recording.error()).isNull();
        assertThat(recording.files()).hasSize(1);
        MediaProbe probe = MediaProbe.of(
                service.file(id, recording.files().getFirst().name()).orElseThrow());
        assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
        return probe;
    }

    private static void assertEach(List<Double> times, double seconds) {
        assertThat(times).hasSizeBetween((int) seconds - 1, (int) seconds + 1);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isBetween(0.8, 1.2);
        }
    }

    @Override
    public void close() {
        service.stop();
    }
}
