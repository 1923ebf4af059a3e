package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.signaling.SignalingProperties;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What a user reads who set a property wrongly. */
class ConfigurationFailureAnalyzerTest {
    @EnableConfigurationProperties(SignalingProperties.class)
    static class Settings {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-frame-bytes | 10 | must be greater than or equal to 4096 | 65536",
                "reconnect.factor | 0.5 | must be greater than or equal to 1 | 1.5",
                "reconnect.max | soon | is not a valid duration | 20s",
                "connect-timeout | PT0S | must be longer than or equal to 100 millis | 10s",
                "reconnect.terminal-statuses | 42 | must be greater than or equal to 300 | 401, 403, 404"
            })
    void propertyValueRuleAndCureAreNamed(String name, String value, String rule, String usual) {
        FailureAnalysis analysis = failure(name + "=" + value);
        assertThat(analysis.getDescription())
                .contains("property: peerscribe.signaling." + name)
                .containsPattern("value: +" + value)
                .contains(rule);
        assertThat(analysis.getAction())
                .contains("peerscribe.signaling." + name)
                .endsWith("or remove it for its default, " + usual + ".");
    }

    @Test
    void aRuleAboutTwoPropertiesNamesBoth() {
        assertThat(failure("ping-interval=20s").getDescription())
                .contains("peerscribe.signaling.pong-timeout must be longer than peerscribe.signaling.ping-interval")
                .contains("12s and 5s are the defaults");
    }

    @Test
    void aHeaderThatMayBeASecretIsNotShown() {
        assertThat(failure("handshake.headers.Host=secret-value").getDescription())
                .contains("peerscribe.signaling.handshake.headers must be")
                .doesNotContain("secret-value");
    }

    @Test
    void aSecretThatIsNotThereIsNamed() {
        assertThat(failure("handshake.bearer-token-file=/nowhere/token").getDescription())
                .contains("peerscribe.signaling.handshake.bearer-token-file must be a file that the agent can read");
    }

    private static FailureAnalysis failure(String setting) {
        FailureAnalysis[] analysis = new FailureAnalysis[1];
        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .withPropertyValues("peerscribe.signaling." + setting)
                .run(context -> analysis[0] =
                        SpringFactoriesLoader.forDefaultResourceLocation()
                                .load(FailureAnalyzer.class, (_, _, _) -> {})
                                .stream()
                                .map(analyzer -> analyzer.analyze(Objects.requireNonNull(context.getStartupFailure())))
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElseThrow());
        return analysis[0];
    }
}
