package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.TrueNumbers;
import dev.peerscribe.faults.FreePort;
import dev.peerscribe.recording.MediaProbe;
import dev.peerscribe.recording.RecordingBeside;
import dev.peerscribe.signaling.TestCertificates;
import dev.peerscribe.signaling.TlsFront;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of destination that FFmpeg connects to, in every kind of trouble, beside a recording that must not notice. */
@Timeout(180)
class TroubleTest {
    @TempDir
    static Path keys;

    private static TestCertificates certificates;

    @TempDir
    Path directory;

    /** What is spoken with the destination. */
    enum Kind {
        RTMP("/live/secret-key"),
        RTMPS("/live/secret-key"),
        SRT(""),
        RTSP("/stage");

        private final String path;

        Kind(String path) {
            this.path = path;
        }

        FfmpegProgram listen(Path directory, int port, String name) throws IOException {
            Path received = directory.resolve(name);
            return switch (this) {
                case RTMP, RTMPS -> Listeners.rtmp(directory, port, received);
                case SRT -> Listeners.srt(directory, port, received);
                case RTSP -> Listeners.rtsp(directory, port, received);
            };
        }

        String target(int port) {
            String host = this == RTMPS ? "localhost" : "127.0.0.1";
            return name().toLowerCase(Locale.ROOT) + "://" + host + ":" + port + path;
        }
    }

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = TestCertificates.make(keys);
    }

    @ParameterizedTest
    @EnumSource
    void oneThatIsKilledIsSentToAgainOnceItIsBack(Kind kind) throws Exception {
        int port = FreePort.any();
        Path second = directory.resolve("second.mkv");
        try (RelayBench bench = bench();
                TlsFront front = front(port);
                RecordingBeside recording = recordingOf(bench);
                FfmpegProgram first = kind.listen(directory, port, "first.mkv")) {
            String id = bench.begin(kind.target(kind == Kind.RTMPS ? front.port() : port));
            bench.awaitPictures(id, 25);
            first.kill();
            bench.awaitState(id, RelayState.RECONNECTING);
            assertThat(bench.awaitFailure(id).fault()).isEqualTo(RelayCause.Fault.DESTINATION);
            try (FfmpegProgram restarted = kind.listen(directory, port, "second.mkv")) {
                bench.awaitState(id, RelayState.LIVE);
                bench.awaitPictures(id, 40);
                assertThat(bench.relay(id).reconnects()).isPositive();
                bench.service.end(RelayBench.MEETING, id);
                restarted.awaitEnd();
            }
            MediaProbe probe = MediaProbe.of(second);
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.pictures()).hasSizeGreaterThan(20);
            recording.assertWhole();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatReadsNothingIsGivenUpAndSentToAgainOnceItReads(Kind kind) throws Exception {
        int port = FreePort.any();
        try (RelayBench bench = bench("write-timeout=2s", "connect-timeout=2s", "video.kilobits=3000");
                TlsFront front = front(port);
                RecordingBeside recording = recordingOfNoise(bench);
                FfmpegProgram stalled = kind.listen(directory, port, "stalled.mkv")) {
            String id = bench.begin(kind.target(kind == Kind.RTMPS ? front.port() : port));
            bench.awaitPictures(id, 25);
            stalled.stall();
            double begun = recording.seconds();
            // SRT hears from its reader all the time, or counts it as lost.
            assertThat(bench.awaitFailure(id)).isEqualTo(kind == Kind.SRT ? RelayCause.LOST : RelayCause.STALLED);
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> recording.seconds() > begun + TrueNumbers.orFewer(60, 4));
            assertThat(bench.relay(id).state()).isEqualTo(RelayState.RECONNECTING);
            stalled.kill();
            try (FfmpegProgram reads = kind.listen(directory, port, "reads.mkv")) {
                bench.awaitState(id, RelayState.LIVE);
                bench.awaitPictures(id, 25);
                assertThat(reads.isRunning()).isTrue();
            }
            recording.assertWholeOfNoise();
        }
    }

    /**
     * FFmpeg says the same of a connection over TLS that it refused and of one in which it was refused. SRT refuses a passphrase in its handshake, see
     * {@link LiveOutputTest}; WHIP by 401, see {@link WhipTest}.
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SRT")
    void oneThatRefusesIsNamedAsSuch(Kind kind) throws Exception {
        try (RelayBench bench = bench();
                RefusingServer server = kind == Kind.RTSP ? RefusingServer.rtsp() : RefusingServer.rtmp();
                TlsFront front = front(server.port());
                RecordingBeside recording = recordingOf(bench)) {
            String id = bench.begin(kind.target(kind == Kind.RTMPS ? front.port() : server.port())
                    .replace("rtsp://", "rtsp://ada:secret-key@"));
            assertThat(bench.awaitFailure(id)).isEqualTo(kind == Kind.RTMPS ? RelayCause.TLS : RelayCause.REJECTED);
            await().atMost(Duration.ofSeconds(10)).until(() -> server.refused() > 1);
            assertThat(Objects.requireNonNull(bench.relay(id).lastError()).fault())
                    .isEqualTo(RelayCause.Fault.DESTINATION);
            assertThat(bench.relay(id).frames().pictures()).isZero();
            assertThat(bench.relay(id) + " " + bench.events).doesNotContain("secret-key");
            await().atMost(Duration.ofSeconds(10)).until(() -> recording.seconds() > 2);
            recording.assertWhole();
        }
    }

    private RelayBench bench(String... more) throws Exception {
        String[] all = new String[more.length + 2];
        all[0] = "allowed-targets=rtmp://127.0.0.1,rtmps://localhost,srt://127.0.0.1,rtsp://127.0.0.1";
        all[1] = "ca-file=" + certificates.certificates("ca");
        System.arraycopy(more, 0, all, 2, more.length);
        return new RelayBench(directory, all);
    }

    private static TlsFront front(int port) throws Exception {
        return TlsFront.ofAnything(certificates, "localhost", port);
    }

    private RecordingBeside recordingOf(RelayBench bench) throws IOException {
        bench.talks("aa11", 320, 180);
        return recording(bench);
    }

    /** Of pictures that no encoder can make small, so that what waits for a reader soon fills all buffers. */
    private RecordingBeside recordingOfNoise(RelayBench bench) throws IOException {
        bench.talksNoise("aa11", 320, 180);
        return recording(bench);
    }

    private RecordingBeside recording(RelayBench bench) throws IOException {
        return new RecordingBeside(
                bench.sessions, RelayBench.MEETING, Files.createDirectory(directory.resolve("recordings")));
    }
}
