package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;

/** What a start that failed tells whoever began it. */
class ExitCodeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--server.address=0.0.0.0",
                "--peerscribe.meeting.capacity=0",
                "--peerscribe.identity.key-path=/dev/null/key.pem"
            })
    void aConfigurationThatBreaksARuleIsToldFromOtherFailures(String argument) {
        assertThat(ExitCode.of(failure(argument))).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void anotherFailureIsNoneOfTheConfigurations() {
        assertThat(ExitCode.of(new IllegalStateException(new RuntimeException())))
                .isEqualTo(ExitCode.FAILED);
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
