package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.faults.FaultProxy;
import dev.peerscribe.faults.FreePort;
import dev.peerscribe.recording.MediaProbe;
import dev.peerscribe.recording.RecordingBeside;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Destinations that are away, restart, stall or refuse; and what that means to the others: nothing. */
@Timeout(90)
class DestinationFaultsTest {
    private static final String ALLOWED =
            "allowed-targets=rtmp://127.0.0.1,srt://127.0.0.1,rtmp://nowhere.invalid,hls:";

    @TempDir
    Path directory;

    @Test
    void aDestinationThatIsKilledAndRestartedIsSentToAgain() throws Exception {
        int port = FreePort.any();
        Path second = directory.resolve("second.mkv");
        try (RelayBench bench = bench();
                FfmpegProgram first = Listeners.rtmp(directory, port, directory.resolve("first.mkv"))) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("rtmp://127.0.0.1:" + port + "/live/secret-key");
            bench.awaitPictures(id, 25);
            first.kill();
            bench.awaitState(id, RelayState.RECONNECTING);
            assertThat(bench.relay(id).lastError())
                    .extracting(RelaySnapshot.Failure::fault)
                    .isEqualTo(RelayCause.Fault.DESTINATION);
            try (FfmpegProgram restarted = Listeners.rtmp(directory, port, second)) {
                bench.awaitState(id, RelayState.LIVE);
                bench.awaitPictures(id, 40);
                assertThat(bench.relay(id).reconnects()).isEqualTo(1);
                bench.service.end(RelayBench.MEETING, id);
                restarted.awaitEnd();
            }
            MediaProbe probe = MediaProbe.of(second);
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.pictures().getFirst().key()).isTrue();
            assertThat(probe.pictures()).hasSizeGreaterThan(20);
            assertThat(bench.failures(RelayCause.REFUSED) + bench.failures(RelayCause.LOST))
                    .isPositive();
        }
    }

    @Test
    void aDestinationThatNobodyIsAtIsTriedUntilItHasFailedForGood() throws Exception {
        int port = FreePort.any();
        try (RelayBench bench = bench("reconnect.max-attempts=3")) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("rtmp://127.0.0.1:" + port + "/live/secret-key");
            bench.awaitState(id, RelayState.FAILED);
            assertThat(bench.awaitFailure(id)).isEqualTo(RelayCause.REFUSED);
            assertThat(bench.failures(RelayCause.REFUSED)).isEqualTo(3);
            assertThat(bench.events.getLast())
                    .isEqualTo(new RelayEvent.RelayFinished(RelayBench.MEETING, id, RelayState.FAILED));
            assertThat(bench.meters
                            .get("peerscribe.relay.relays")
                            .tag("state", "FAILED")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    @Test
    void aNameThatNobodyKnowsIsTheDestinationsFault() throws Exception {
        try (RelayBench bench = bench()) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("rtmp://nowhere.invalid/live/secret-key");
            assertThat(bench.awaitFailure(id)).isEqualTo(RelayCause.UNKNOWN_HOST);
        }
    }

    @Test
    void aDestinationThatDoesNotAnswerIsGivenUpInTimeAndEndedAtOnce() throws Exception {
        try (ServerSocket silent = FreePort.listen();
                RelayBench bench = bench("connect-timeout=1s", "stop-bound=500ms")) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("rtmp://127.0.0.1:" + silent.getLocalPort() + "/live/secret-key");
            assertThat(bench.awaitFailure(id)).isEqualTo(RelayCause.TIMEOUT);

            long begun = System.nanoTime();
            bench.service.close(RelayBench.MEETING);
            await().atMost(Duration.ofSeconds(3))
                    .until(() -> bench.events.contains(
                            new RelayEvent.RelayFinished(RelayBench.MEETING, id, RelayState.ENDED)));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aReaderThatStallsIsFoundOutAndTouchesNoOtherOutputOfTheTrack() throws Exception {
        int port = FreePort.any();
        try (FaultProxy proxy = new FaultProxy(port);
                RelayBench bench = bench(
                        "write-timeout=2s",
                        "video.width=640",
                        "video.height=360",
                        "video.kilobits=6000",
                        "queue.pictures=10");
                FfmpegProgram listener = Listeners.rtmp(directory, port, directory.resolve("stalled.mkv"))) {
            bench.talksNoise("aa11", 640, 360);
            String other = bench.begin("hls:other");
            String id = bench.begin("rtmp://127.0.0.1:" + proxy.port() + "/live/secret-key");
            bench.awaitPictures(id, 10);
            bench.awaitPictures(other, 10);
            proxy.blackHole();
            long before = bench.relay(other).frames().pictures();
            long begun = System.nanoTime();

            assertThat(bench.awaitFailure(id)).isEqualTo(RelayCause.STALLED);

            double seconds = (System.nanoTime() - begun) / 1e9;
            long sent = bench.relay(other).frames().pictures() - before;
            assertThat(sent).isGreaterThan((long) (seconds * 25 * 0.7));
            assertThat(bench.relay(other).frames().dropped()).isZero();
            assertThat(bench.relay(other).state()).isEqualTo(RelayState.LIVE);
            assertThat(bench.relay(id).frames().dropped()).isPositive();
            assertThat(listener.isRunning()).isTrue();
        }
    }

    @Test
    void anSrtReceiverThatVanishesIsNoticed() throws Exception {
        int port = FreePort.any();
        try (RelayBench bench = bench();
                FfmpegProgram listener = FfmpegProgram.start(
                        directory.resolve("srt.log"),
                        "-i",
                        "srt://127.0.0.1:" + port + "?mode=listener",
                        "-c",
                        "copy",
                        directory.resolve("srt.mkv").toString())) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("srt://127.0.0.1:" + port);
            bench.awaitPictures(id, 25);
            listener.kill();
            bench.awaitState(id, RelayState.RECONNECTING);
            assertThat(bench.awaitFailure(id).fault()).isEqualTo(RelayCause.Fault.DESTINATION);
        }
    }

    @Test
    void filesThatCannotBeWrittenAreOurFault() throws Exception {
        Files.writeString(directory.resolve("live"), "a file where the folder should be");
        try (RelayBench bench = bench()) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("hls:stage");
            assertThat(bench.awaitFailure(id)).isEqualTo(RelayCause.DISK);
            assertThat(RelayCause.DISK.fault()).isEqualTo(RelayCause.Fault.OURS);
        }
    }

    @Test
    void aFullDiskIsOurFaultAndTheRecordingOnAnotherHasNoGap() throws Exception {
        try (RelayBench bench = bench("hls.segment=500ms", "video.keyframe-interval=500ms");
                RecordingBeside recording = bench.talksRecorded("aa11", directory)) {
            String id = bench.begin("hls:stage");
            bench.awaitPictures(id, 40);
            fill(directory.resolve("live/stage"));

            assertThat(bench.awaitFailure(id)).isEqualTo(RelayCause.DISK);
            assertThat(Objects.requireNonNull(bench.relay(id).lastError()).fault())
                    .isEqualTo(RelayCause.Fault.OURS);
            // What an earlier attempt left is removed, so that there is room.
            bench.awaitState(id, RelayState.LIVE);
            bench.awaitPictures(id, 25);
            assertThat(bench.relay(id).reconnects()).isEqualTo(1);
            recording.assertWhole();
        }
    }

    /** The next segments go to a disk that is always full. */
    private static void fill(Path folder) throws IOException {
        int latest;
        try (Stream<Path> files = Files.list(folder)) {
            latest = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(HlsFolder.SEGMENT))
                    .mapToInt(name -> Integer.parseInt(name.substring(0, name.indexOf('.'))))
                    .max()
                    .orElseThrow();
        }
        for (int next = latest + 2; next < latest + 20; next++) {
            Files.createSymbolicLink(folder.resolve(next + HlsFolder.SEGMENT + ".tmp"), Path.of("/dev/full"));
        }
    }

    private RelayBench bench(String... more) {
        String[] all = new String[more.length + 1];
        all[0] = ALLOWED;
        System.arraycopy(more, 0, all, 1, more.length);
        return new RelayBench(directory, all);
    }
}
