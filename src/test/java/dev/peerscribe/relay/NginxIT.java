package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.recording.MediaProbe;
import dev.peerscribe.recording.RecordingBeside;
import dev.peerscribe.signaling.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** RTMP and RTMPS to a server that many have: nginx with its RTMP module, and TLS in front by its stream module. */
@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class NginxIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    static Path server;

    private static TestCertificates certificates;
    private static StreamKeys keys;
    private static Nginx nginx;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        certificates = TestCertificates.make(Files.createDirectory(server.resolve("keys")));
        keys = new StreamKeys(Map.of("secret-unknown", 401, "secret-unpaid", 403));
        nginx = new Nginx(server, keys, certificates, "localhost", "expired", "elsewhere");
    }

    @AfterAll
    static void stop() {
        nginx.close();
        keys.close();
    }

    @Test
    void itRecordsSoundAndPictureThatCameByRtmpAndByRtmps() throws Exception {
        try (RelayBench bench = bench()) {
            bench.talks("aa11", 320, 180);
            String plain = bench.begin(nginx.rtmp("secret-plain"));
            String secure = bench.begin(nginx.rtmps("localhost", "secret-secure"));
            bench.awaitPictures(plain, 75);
            bench.awaitPictures(secure, 75);
            bench.service.end(RelayBench.MEETING, plain);
            bench.service.end(RelayBench.MEETING, secure);

            FlashesAndBeeps.assertIn(MediaProbe.of(keys.awaitRecorded("secret-plain")));
            FlashesAndBeeps.assertIn(MediaProbe.of(keys.awaitRecorded("secret-secure")));
        }
    }

    @Test
    void killedItIsSentToAgainOnceItIsBackAndTheRecordingHasNoGap() throws Exception {
        try (RelayBench bench = bench();
                RecordingBeside recording = bench.talksRecorded("aa11", directory)) {
            List<String> relays = List.of(
                    bench.begin(nginx.rtmp("secret-plain-again")),
                    bench.begin(nginx.rtmps("localhost", "secret-secure-again")));
            relays.forEach(relay -> bench.awaitPictures(relay, 25));
            nginx.kill();
            for (String relay : relays) {
                bench.awaitState(relay, RelayState.RECONNECTING);
                assertBlamed(bench, relay, RelayCause.LOST, RelayCause.REFUSED);
            }
            nginx.restart();
            for (String relay : relays) {
                bench.awaitState(relay, RelayState.LIVE);
                bench.awaitPictures(relay, 30);
                assertThat(bench.relay(relay).reconnects()).isPositive();
                bench.service.end(RelayBench.MEETING, relay);
            }
            for (String key : List.of("secret-plain-again", "secret-secure-again")) {
                MediaProbe probe = MediaProbe.of(keys.awaitRecorded(key));
                assertThat(probe.decodeErrors()).isZero();
                assertThat(probe.pictures()).hasSizeGreaterThan(20);
                assertThat(probe.pictures().getFirst().key()).isTrue();
                assertThat(probe.beeps(0.1)).isNotEmpty();
            }
            recording.assertWhole();
        }
    }

    @Test
    void aStreamKeyThatItRefusesIsItsOwnFaultAndTroublesNobodyElse(CapturedOutput log) throws Exception {
        try (RelayBench bench = bench();
                RecordingBeside recording = bench.talksRecorded("aa11", directory)) {
            String well = bench.begin(nginx.rtmp("secret-well"));
            String unknown = bench.begin(nginx.rtmp("secret-unknown"));
            String unpaid = bench.begin(nginx.rtmp("secret-unpaid"));
            String secure = bench.begin(nginx.rtmps("localhost", "secret-unpaid"));

            assertThat(bench.awaitFailure(unknown)).isEqualTo(RelayCause.REJECTED);
            assertThat(bench.awaitFailure(unpaid)).isEqualTo(RelayCause.REJECTED);
            // FFmpeg says the same of a connection over TLS that it refused and of one in which it was refused.
            assertThat(bench.awaitFailure(secure)).isEqualTo(RelayCause.TLS);
            await().atMost(SOON).until(() -> keys.asked("secret-unknown") > 1 && keys.asked("secret-unpaid") > 2);
            for (String relay : List.of(unknown, unpaid, secure)) {
                assertBlamed(bench, relay, RelayCause.REJECTED, RelayCause.TLS);
                assertThat(bench.relay(relay).frames().pictures()).isZero();
            }
            assertUntroubled(bench, well, recording, log);
        }
    }

    @Test
    void anExpiredCertificateAndAnotherHostsAreRefusedBeforeTheKeyIsTold(CapturedOutput log) throws Exception {
        try (RelayBench bench = bench();
                RecordingBeside recording = bench.talksRecorded("aa11", directory)) {
            String well = bench.begin(nginx.rtmps("localhost", "secret-verified"));
            List<String> refused = List.of(
                    bench.begin(nginx.rtmps("expired", "secret-untold")),
                    bench.begin(nginx.rtmps("elsewhere", "secret-untold")));
            for (String relay : refused) {
                assertThat(bench.awaitFailure(relay)).isEqualTo(RelayCause.TLS);
                assertBlamed(bench, relay, RelayCause.TLS);
                assertThat(Objects.requireNonNull(bench.relay(relay).lastError())
                                .message())
                        .isEqualTo("no secure connection");
                assertThat(bench.relay(relay).frames().pictures()).isZero();
            }
            assertUntroubled(bench, well, recording, log);
            assertThat(keys.asked("secret-verified")).isEqualTo(1);
            assertThat(keys.asked("secret-untold")).isZero();
        }
    }

    /** The one relay goes on, the recording has no gap, and no key was told to anybody. */
    private static void assertUntroubled(RelayBench bench, String relay, RecordingBeside recording, CapturedOutput log)
            throws Exception {
        bench.awaitPictures(relay, 25);
        assertThat(bench.relay(relay).state()).isEqualTo(RelayState.LIVE);
        assertThat(bench.relay(relay).lastError()).isNull();
        await().atMost(SOON).until(() -> recording.seconds() > 2);
        recording.assertWhole();
        assertThat(bench.service.list(RelayBench.MEETING) + " " + bench.events + log.getAll())
                .doesNotContain("secret-");
    }

    private static void assertBlamed(RelayBench bench, String relay, RelayCause... causes) {
        bench.awaitFailure(relay);
        RelaySnapshot.Failure failure =
                Objects.requireNonNull(bench.relay(relay).lastError());
        assertThat(failure.cause()).isIn((Object[]) causes);
        assertThat(failure.fault()).isEqualTo(RelayCause.Fault.DESTINATION);
    }

    private RelayBench bench() throws Exception {
        return new RelayBench(
                directory,
                "allowed-targets=rtmp://127.0.0.1,rtmps://localhost",
                "ca-file=" + certificates.certificates("ca"));
    }
}
