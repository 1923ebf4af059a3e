package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.IdentityProperties;
import dev.peerscribe.identity.KeyManager;
import dev.peerscribe.signaling.SignalingProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** What an agent that cannot start exits with. */
class StartFailureTest {
    @EnableConfigurationProperties({SignalingProperties.class, IdentityProperties.class})
    @Import(KeyManager.class)
    static class Settings {
        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }

    @Test
    void aRefusedPropertyIsTheConfigurationsFault() {
        assertThat(exitCode("peerscribe.signaling.max-frame-bytes=10")).isEqualTo(78);
        assertThat(exitCode("peerscribe.signaling.connect-timeout=soon")).isEqualTo(78);
    }

    @Test
    void aFileThatCannotBeUsedIsTheConfigurationsFault(@TempDir Path folder) throws Exception {
        Path key = Files.writeString(folder.resolve("key.pem"), "no key");
        assertThat(exitCode("peerscribe.identity.key-path=" + key)).isEqualTo(78);
    }

    @Test
    void anythingElseIsNot() {
        assertThat(StartFailure.exitCode(new IllegalStateException(new OutOfMemoryError())))
                .isEqualTo(1);
    }

    private static int exitCode(String property) {
        int[] code = {0};
        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .withPropertyValues(property)
                .run(context -> code[0] = StartFailure.exitCode(Objects.requireNonNull(context.getStartupFailure())));
        return code[0];
    }
}
