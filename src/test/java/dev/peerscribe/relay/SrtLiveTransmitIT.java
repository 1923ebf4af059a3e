package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.faults.FreePort;
import dev.peerscribe.recording.MediaProbe;
import dev.peerscribe.recording.RecordingBeside;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** SRT with a passphrase to what comes with its library, which is not the one that FFmpeg was built with. */
@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class SrtLiveTransmitIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PASSPHRASE = "correct-horse";

    @TempDir
    Path directory;

    private int port;

    @BeforeEach
    void choose() throws IOException {
        port = FreePort.any();
    }

    @Test
    void killedItIsSentToAgainOnceItIsBackAndBothFilesAreDecoded() throws Exception {
        try (RelayBench bench = bench();
                RecordingBeside recording = bench.talksRecorded("aa11", directory);
                SrtLiveTransmit first = SrtLiveTransmit.listen(port, PASSPHRASE, directory.resolve("first.ts"))) {
            String relay = bench.begin(target(PASSPHRASE));
            bench.awaitPictures(relay, 75);
            first.kill();
            bench.awaitState(relay, RelayState.RECONNECTING);
            assertThat(bench.awaitFailure(relay).fault()).isEqualTo(RelayCause.Fault.DESTINATION);
            try (SrtLiveTransmit second = SrtLiveTransmit.listen(port, PASSPHRASE, directory.resolve("second.ts"))) {
                bench.awaitState(relay, RelayState.LIVE);
                bench.awaitPictures(relay, 75);
                assertThat(bench.relay(relay).reconnects()).isPositive();
                bench.service.end(RelayBench.MEETING, relay);
                second.awaitDisconnected();
            }
            FlashesAndBeeps.assertIn(MediaProbe.of(directory.resolve("second.ts")));
            MediaProbe killed = MediaProbe.of(directory.resolve("first.ts"));
            assertThat(killed.pictures()).hasSizeGreaterThan(40);
            assertThat(killed.beeps(0.1)).isNotEmpty();
            recording.assertWhole();
        }
    }

    @Test
    void anotherPassphraseIsRefusedAndToldAndTheRecordingHasNoGap(CapturedOutput log) throws Exception {
        Path received = directory.resolve("none.ts");
        try (RelayBench bench = bench();
                RecordingBeside recording = bench.talksRecorded("aa11", directory);
                SrtLiveTransmit program = SrtLiveTransmit.listen(port, PASSPHRASE, received)) {
            String relay = bench.begin(target("another-horse"));

            assertThat(bench.awaitFailure(relay)).isEqualTo(RelayCause.REJECTED);
            await().atMost(SOON).until(() -> bench.failures(RelayCause.REJECTED) > 1);
            assertThat(program.log()).contains("BADSECRET").doesNotContain("Accepted SRT source connection");
            RelaySnapshot.Failure failure =
                    Objects.requireNonNull(bench.relay(relay).lastError());
            assertThat(failure.fault()).isEqualTo(RelayCause.Fault.DESTINATION);
            assertThat(failure.message()).isEqualTo("the destination does not take the stream");
            assertThat(bench.relay(relay).frames().pictures()).isZero();
            assertThat(received).isEmptyFile();
            assertThat(bench.relay(relay) + " " + bench.events + log.getAll()).doesNotContain("-horse");
            await().atMost(SOON).until(() -> recording.seconds() > 2);
            recording.assertWhole();
        }
    }

    private String target(String passphrase) {
        return "srt://127.0.0.1:" + port + "?pbkeylen=32&passphrase=" + passphrase;
    }

    private RelayBench bench() {
        return new RelayBench(directory, "allowed-targets=srt://127.0.0.1");
    }
}
