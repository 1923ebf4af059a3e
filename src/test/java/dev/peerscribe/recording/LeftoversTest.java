package dev.peerscribe.recording;

import static dev.peerscribe.recording.RecordingBench.MEETING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.media.TrackKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@EnabledOnOs(OS.LINUX) // by /proc
class LeftoversTest {
    private static final int WARM = 8;

    @TempDir
    Path directory;

    @Test
    void sixRecordingsLeaveNoThreadFileOrMemoryBehind() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            bench.sessions.open(MEETING, "aa11", "video", TrackKind.VIDEO);
            bench.sessions.open(MEETING, "aa11", "audio", TrackKind.AUDIO);
            long threads = 0;
            long files = 0;
            long memory = 0;
            for (int i = 0; i < WARM + 6; i++) {
                if (i == WARM) {
                    threads = count("/proc/self/task");
                    files = count("/proc/self/fd");
                    memory = resident();
                }
                record(bench, i * 10);
            }
            assertThat(count("/proc/self/task")).isLessThanOrEqualTo(threads + 1);
            assertThat(count("/proc/self/fd")).isLessThanOrEqualTo(files + 1);
            // An encoder of this size holds some 10 MB: one that was forgotten each time would be 200.
            assertThat(resident() - memory).as("growth of memory").isLessThan(60L << 20);
            assertThat(TestPicture.OPEN).hasValue(0);
            try (Stream<Path> left = Files.walk(directory)) {
                assertThat(left.filter(file -> file.toString().endsWith(Remux.TEMPORARY)))
                        .isEmpty();
            }
        }
    }

    private static void record(RecordingBench bench, double from) {
        bench.ticker.set(bench.at(from));
        String id = bench.service.start(MEETING, "Meeting", null, null, null).id();
        bench.attached("aa11", "video");
        bench.attached("aa11", "audio");
        bench.talk("aa11", from, from + 0.5, 640, 360);
        bench.talk("aa11", from + 0.5, from + 1, 320, 180);
        assertThat(bench.stop(id).state()).isEqualTo(RecordingState.COMPLETE);
    }

    private static long count(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return entries.count();
        }
    }

    private static long resident() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                << 10;
    }
}
