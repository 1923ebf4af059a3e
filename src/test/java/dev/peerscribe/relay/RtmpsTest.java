package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.faults.FreePort;
import dev.peerscribe.recording.MediaProbe;
import dev.peerscribe.signaling.TestCertificates;
import dev.peerscribe.signaling.TlsFront;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Certificates are checked: FFmpeg does not unless it is told to. */
@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class RtmpsTest {
    @TempDir
    static Path keys;

    private static TestCertificates certificates;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = TestCertificates.make(keys);
    }

    private CapturedOutput log;

    @BeforeEach
    void read(CapturedOutput output) {
        log = output;
    }

    @Test
    void aStreamGoesToAServerWhoseCertificateIsRight() throws Exception {
        int port = FreePort.any();
        Path received = directory.resolve("rtmps.mkv");
        try (RelayBench bench = bench("ca");
                FfmpegProgram listener = listener(port, received);
                TlsFront front = TlsFront.ofAnything(certificates, "localhost", port)) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("rtmps://localhost:" + front.port() + "/live/secret-key");
            bench.awaitPictures(id, 50);
            bench.service.end(RelayBench.MEETING, id);
            listener.awaitEnd();

            MediaProbe probe = MediaProbe.of(received);
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.pictures()).hasSizeGreaterThan(30);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "elsewhere"})
    void aWrongCertificateIsRefused(String alias) throws Exception {
        refused(alias, "ca");
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() throws Exception {
        refused("localhost", "stranger");
    }

    @Test
    void theAuthoritiesOfTheRuntimeAreThoseWithoutAConfiguredFile() throws Exception {
        assertThat(new Authorities(null).file()).content().contains("-----BEGIN CERTIFICATE-----");
        refused("localhost", null);
    }

    private void refused(String alias, @Nullable String authority) throws Exception {
        int port = FreePort.any();
        try (RelayBench bench = bench(authority);
                FfmpegProgram listener = listener(port, directory.resolve("none.mkv"));
                TlsFront front = TlsFront.ofAnything(certificates, alias, port)) {
            bench.talks("aa11", 320, 180);
            String id = bench.begin("rtmps://localhost:" + front.port() + "/live/secret-key");

            assertThat(bench.awaitFailure(id)).isEqualTo(RelayCause.TLS);
            assertThat(bench.relay(id).frames().pictures()).isZero();
            assertThat(listener.receives()).isFalse();
            assertThat(bench.relay(id) + " " + bench.events + log.getAll()).doesNotContain("secret-key");
        }
    }

    private RelayBench bench(@Nullable String authority) throws Exception {
        String allowed = "allowed-targets=rtmps://localhost";
        return authority == null
                ? new RelayBench(directory, allowed)
                : new RelayBench(directory, allowed, "ca-file=" + certificates.certificates(authority));
    }

    private FfmpegProgram listener(int port, Path received) throws Exception {
        return Listeners.rtmp(directory, port, received);
    }
}
