package dev.peerscribe.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Whom the agent lets reach it. */
class ListeningRuleTest {
    @EnableConfigurationProperties({AccessProperties.class, ServerProperties.class, ManagementServerProperties.class})
    @Import(ListeningRule.class)
    static class Settings {}

    private final ApplicationContextRunner onLoopback = new ApplicationContextRunner()
            .withUserConfiguration(Settings.class)
            .withPropertyValues(
                    "server.address=127.0.0.1", "management.server.address=127.0.0.1", "management.server.port=8081");

    /** What is in the jar, and nothing else. */
    @Test
    void asShippedBothPortsAreOnThisMachineOnlyAndDifferent() {
        new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withUserConfiguration(Settings.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    ServerProperties server = context.getBean(ServerProperties.class);
                    ManagementServerProperties management = context.getBean(ManagementServerProperties.class);
                    assertThat(Objects.requireNonNull(server.getAddress()).isLoopbackAddress())
                            .isTrue();
                    assertThat(Objects.requireNonNull(management.getAddress()).isLoopbackAddress())
                            .isTrue();
                    assertThat(server.getPort()).isEqualTo(8080);
                    assertThat(management.getPort()).isEqualTo(8081);
                    assertThat(context.getBean(AccessProperties.class).asksForCredentials())
                            .isFalse();
                });
    }

    @Test
    void onThisMachineNoCredentialsAreNeeded() {
        onLoopback.run(context -> assertThat(context).hasNotFailed());
        onLoopback
                .withPropertyValues("server.address=::1", "management.server.address=127.1.2.3")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "server.address, 0.0.0.0, 0.0.0.0",
        "server.address, 192.0.2.7, 192.0.2.7",
        "server.address, '', none",
        "management.server.address, 0.0.0.0, 0.0.0.0",
        "management.server.address, '::', 0:0:0:0:0:0:0:0",
        "management.server.address, '', none",
    })
    void boundWiderTheStartIsRefusedWithPropertyValueRuleAndCure(String property, String value, String shown) {
        onLoopback.withPropertyValues(property + "=" + value).run(context -> {
            FailureAnalysis analysis = analysis(Objects.requireNonNull(context.getStartupFailure()));
            assertThat(analysis.getDescription())
                    .contains("property: " + property, shown, "must be a loopback address");
            assertThat(analysis.getAction())
                    .contains("peerscribe.access.keys-file", "peerscribe.access.jwt", property + " to 127.0.0.1");
        });
    }

    @Test
    void withCredentialsItMayBeBoundWider() {
        onLoopback
                .withPropertyValues(
                        "server.address=0.0.0.0", "management.server.address=", "peerscribe.access.keys-file=/keys")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void aManagementPortThatIsOffNeedsNoAddress() {
        onLoopback
                .withPropertyValues("management.server.port=-1", "management.server.address=")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "jwk-set-uri, http://login.example.org/keys, must be an https URL",
        "jwk-set-uri, file:/keys, must be an https URL",
        "algorithms, HS256, must be of RS256",
        "algorithms, none, must be of RS256",
        "audience, '', must not be blank",
        "issuer, '', must not be blank",
        "clock-skew, 1h, must be shorter than or equal to 5 minutes"
    })
    void anIssuerThatWouldBeNoProtectionIsRefused(String name, String value, String rule) {
        onLoopback
                .withPropertyValues(
                        "peerscribe.access.jwt.issuer=https://login.example.org",
                        "peerscribe.access.jwt.jwk-set-uri=https://login.example.org/keys",
                        "peerscribe.access.jwt.audience=peerscribe",
                        "peerscribe.access.jwt." + name + "=" + value)
                .run(context -> assertThat(analysis(Objects.requireNonNull(context.getStartupFailure()))
                                .getDescription())
                        .contains(rule)
                        .contains("peerscribe.access.jwt." + name));
    }

    private static FailureAnalysis analysis(Throwable failure) {
        return SpringFactoriesLoader.forDefaultResourceLocation().load(FailureAnalyzer.class, (_, _, _) -> {}).stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }
}
