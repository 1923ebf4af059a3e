package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;

/** What the process tells whoever began it, once it has ended. */
class ExitCodeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--server.address=0.0.0.0",
                "--peerscribe.meeting.capacity=0",
                "--peerscribe.identity.key-path=/dev/null/key.pem"
            })
    void aConfigurationThatBreaksARuleIsToldFromOtherFailures(String argument) {
        assertThat(ExitCode.of(failure(argument)))
                .isEqualTo(ExitCode.CONFIGURATION)
                .isEqualTo(78);
    }

    @Test
    void anotherFailureIsNoneOfTheConfigurations() {
        assertThat(ExitCode.of(new IllegalStateException(new RuntimeException())))
                .isEqualTo(ExitCode.FAILED)
                .isEqualTo(1);
    }

    @Test
    void whereEveryRecordingIsFinishedNothingIsLeftToBeDone() {
        assertThat(ExitCode.of(List.of())).isEqualTo(ExitCode.DONE).isZero();
        assertThat(ExitCode.of(List.of(recording(RecordingState.COMPLETE), recording(RecordingState.FAILED))))
                .isEqualTo(ExitCode.DONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORDING", "PAUSED", "FINALIZING"})
    void aRecordingThatIsUnfinishedIsToldByACodeOfItsOwn(RecordingState state) {
        assertThat(ExitCode.of(List.of(recording(RecordingState.COMPLETE), recording(state))))
                .isEqualTo(ExitCode.UNFINISHED)
                .isEqualTo(75);
    }

    private static RecordingSnapshot recording(RecordingState state) {
        return new RecordingSnapshot(
                "20260301-100000-99170fbb",
                "meeting",
                "Meeting",
                state,
                false,
                Instant.parse("2026-03-01T10:00:00Z"),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                null);
    }

    private static Throwable failure(String argument) {
        try {
            SpringApplication.run(
                            PeerscribeApplication.class, "--server.port=0", "--management.server.port=0", argument)
                    .close();
        } catch (RuntimeException e) {
            return e;
        }
        throw new AssertionError("it started");
    }
}
