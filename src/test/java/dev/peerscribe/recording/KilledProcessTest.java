package dev.peerscribe.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.TrackQuality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KilledProcessTest {
    @TempDir
    Path directory;

    /** How much of it is lost in a hundred kills, bench/kills measures. */
    @Test
    void whatAProcessRecordedUntilItWasKilledPlaysToItsLastTwoSecondsAndItsGapsAreListed() throws Exception {
        Path said = directory.resolve("said");
        Path recordings = Files.createDirectory(directory.resolve("recordings"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessRecorder.class.getName(),
                        recordings.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        Instant killed;
        try {
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> Files.readString(said).contains("recording for 4 s"));
            killed = Instant.now();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        String id;
        try (Stream<Path> folders = Files.list(recordings)) {
            id = folders.findFirst().orElseThrow().getFileName().toString();
        }
        try (RecordingBench next = new RecordingBench(recordings)) {
            RecordingSnapshot recording = next.finished(id);
            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.recovered()).isTrue();
            assertThat(recording.gaps())
                    .singleElement()
                    .satisfies(gap -> assertThat(gap.cause()).isEqualTo(RecordingGap.Cause.NETWORK_LOSS));
            RecordedFile file = EncodedRecordingTest.only(recording);
            assertThat(file.tracks().getFirst().quality()).returns(7L, TrackQuality::packetsLost);
            MediaProbe probe = MediaProbe.of(next.path(recording, 0));
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            long offset = Math.round(file.offsetSeconds() * 1000);
            double last = Math.min(probe.pictures().getLast().seconds(), probe.soundEnd());
            Instant end = recording.startedAt().plusMillis(offset + Math.round(last * 1000));
            assertThat(Duration.between(end, killed)).isLessThan(Duration.ofSeconds(2));
        }
    }
}
