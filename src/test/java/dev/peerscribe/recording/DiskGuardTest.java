package dev.peerscribe.recording;

import static dev.peerscribe.recording.RecordingBench.MEETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.TrackKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

@Timeout(60)
class DiskGuardTest {
    private static final String OTHER = "another meeting";
    private static final long RESERVE = 512 << 10;

    @TempDir
    Path directory;

    @Test
    void aDiskThatFillsUpEndsTheRecordingWhileItCanBeCompletedAndSaysSo() throws Exception {
        try (SmallDisk disk = new SmallDisk(directory.resolve("disk"), 24)) {
            RecordingProperties properties = withReserve(disk.folder, 8);
            try (RecordingBench bench = new RecordingBench(disk.folder, properties)) {
                String id = bench.service
                        .start(MEETING, "Meeting", null, null, null)
                        .id();
                bench.open("aa11", "video", TrackKind.VIDEO);
                bench.open("aa11", "audio", TrackKind.AUDIO);
                bench.talk("aa11", 0, 3, 320, 180);
                Path filler = disk.folder.resolve("filler");
                Files.write(filler, new byte[18 << 20]); // 6 MiB are left

                long begun = System.nanoTime();
                RecordingSnapshot recording = bench.finished(id);

                assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(5));
                assertThat(bench.events)
                        .contains(new RecordingEvent.RecordingEndedEarly(MEETING, id, EndReason.DISK_FULL));
                assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
                assertThat(recording.endReason()).isEqualTo(EndReason.DISK_FULL);
                assertThat(recording.error()).contains("disk");
                assertThat(recording.files())
                        .singleElement()
                        .satisfies(file -> assertThat(file.sha256()).isNotNull());
                MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
                assertThat(probe.decodeErrors()).isZero();
                assertThat(probe.pictures()).hasSize(90);

                assertThat(bench.service.hasRoom()).isFalse();
                RecordingSnapshot none = bench.service.start(OTHER, "Other", null, null, null);
                assertThat(none.state()).isEqualTo(RecordingState.FAILED);
                assertThat(none.endReason()).isEqualTo(EndReason.DISK_FULL);
                Files.delete(filler);
                assertThat(bench.service.hasRoom()).isTrue();
                assertThat(bench.service.start(OTHER, "Other", null, null, null).state())
                        .isEqualTo(RecordingState.RECORDING);
            }
        }
    }

    @Test
    void onADiskThatFillsUpAnotherMeetingIsRecordedOnWithoutAHole() throws Exception {
        try (SmallDisk disk = new SmallDisk(directory.resolve("disk"), 24);
                RecordingBench bench = new RecordingBench(disk.folder, withReserve(disk.folder, 8))) {
            String large =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            String other = bench.service.start(OTHER, "Other", null, null, null).id();
            for (TrackKind kind : TrackKind.values()) {
                bench.open("aa11", kind.name().toLowerCase(Locale.ROOT), kind);
                bench.open(OTHER, "bb22", kind.name().toLowerCase(Locale.ROOT), kind);
            }
            for (int second = 0; second < 3; second++) {
                bench.talk("aa11", second, second + 1, 320, 180);
                bench.talk("bb22", second, second + 1, 160, 90);
            }
            await().until(() -> bench.queued() == 0);
            Path filler = disk.folder.resolve("filler");
            Files.write(filler, new byte[18 << 20]); // less than 6 MiB are left

            RecordingSnapshot ended = bench.finished(large);
            bench.talk("bb22", 3, 6, 160, 90);
            assertThat(bench.service.hasRoom()).as("the disk is full still").isFalse();
            Files.delete(filler);
            bench.talk("bb22", 6, 8, 160, 90);
            RecordingSnapshot whole = bench.stop(other);

            assertThat(ended.endReason()).isEqualTo(EndReason.DISK_FULL);
            assertThat(MediaProbe.of(bench.path(ended, 0)).pictures()).hasSize(90);
            assertThat(whole.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(whole.endReason()).isEqualTo(EndReason.STOPPED);
            assertThat(whole.gaps()).isEmpty();
            MediaProbe probe = MediaProbe.of(bench.path(whole, 0));
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.pictures()).hasSize(240);
            assertThat(probe.soundEnd()).isCloseTo(8, within(0.1));
        }
    }

    @Test
    void theLargestRecordingEndsFirstAndTheOthersGoOnWhereThatMadeRoom() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String small = bench.service.start(OTHER, "Other", null, null, null).id();
            String large =
                    bench.service.start(MEETING, "Meeting", null, null, null).id();
            bench.open("aa11", "video", TrackKind.VIDEO);
            bench.open("aa11", "audio", TrackKind.AUDIO);
            bench.talk("aa11", 0, 3, 640, 360);
            await().until(() -> bench.queued() == 0);
            bench.freeDisk = () -> RESERVE - 1;
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> bench.events.contains(
                            new RecordingEvent.RecordingEndedEarly(MEETING, large, EndReason.DISK_FULL)));
            bench.freeDisk = () -> RESERVE; // somebody made room

            assertThat(bench.finished(large).state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(bench.service.find(small).orElseThrow().state()).isEqualTo(RecordingState.RECORDING);
            bench.freeDisk = () -> RESERVE / 2 - 1;
            assertThat(bench.finished(small).endReason()).isEqualTo(EndReason.DISK_FULL);
            assertThat(bench.meters
                            .get("peerscribe.recording.ended.early")
                            .counter()
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    void howLongTheDiskLastsIsKnownFromWhatIsWritten() {
        double[] written = {0};
        long[] time = {0};
        long[] free = {10_000_000L + RESERVE};
        DiskGuard guard = new DiskGuard(
                RecordingBench.properties(directory, VideoCodec.VP8),
                () -> free[0],
                () -> time[0],
                () -> written[0],
                () -> {},
                event -> {});
        guard.look(List.of());
        assertThat(guard.minutesLeft()).isInfinite();

        for (int i = 0; i < 120; i++) {
            time[0] += TimeUnit.SECONDS.toNanos(1);
            written[0] += 10_000;
            guard.look(List.of());
        }
        assertThat(guard.minutesLeft()).isCloseTo(1000 / 60.0, within(0.01));

        free[0] = RESERVE;
        guard.look(List.of());
        assertThat(guard.minutesLeft()).isZero();
        for (int i = 0; i < 300; i++) {
            time[0] += TimeUnit.SECONDS.toNanos(1);
            guard.look(List.of());
        }
        assertThat(guard.minutesLeft()).isInfinite();
    }

    private static RecordingProperties withReserve(Path folder, int megabytes) {
        RecordingProperties usual = RecordingBench.properties(folder, VideoCodec.VP8);
        return new RecordingProperties(
                folder,
                usual.format(),
                usual.segment(),
                usual.video(),
                usual.audio(),
                usual.queue(),
                usual.headerWait(),
                usual.stopBound(),
                DataSize.ofMegabytes(megabytes),
                DataSize.ofMegabytes(megabytes));
    }

    /** A file system of its own in memory, where one may be mounted. */
    private static final class SmallDisk implements AutoCloseable {
        final Path folder;

        SmallDisk(Path folder, int megabytes) throws IOException {
            this.folder = Files.createDirectories(folder);
            boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "none", folder.toString());
            // Only for who may not: where it is allowed, it has to work.
            Assumptions.assumeTrue(mounted || !System.getProperty("user.name").equals("root"), "only root may mount");
            assertThat(mounted).as("a file system in memory is mounted").isTrue();
        }

        @Override
        public void close() {
            assertThat(run("umount", folder.toString())).isTrue();
        }

        private static boolean run(String... command) {
            try {
                Process process =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                process.getInputStream().readAllBytes();
                return process.waitFor() == 0;
            } catch (IOException e) {
                return false; // there is no such program
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
