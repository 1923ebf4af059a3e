package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.IdentityProperties;
import dev.peerscribe.identity.KeyManager;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.TrustProperties;
import dev.peerscribe.signaling.SignalingEvent.HelloReceived;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The beans as Spring makes them. */
class SignalingContextTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Beans.class);

    @TempDir
    Path folder;

    @Configuration
    @EnableConfigurationProperties({SignalingProperties.class, IdentityProperties.class})
    @Import({KeyManager.class, ConnectionPool.class, SignalingHealthIndicator.class})
    static class Beans {
        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    /** With what looks at the files again and again. */
    @Configuration
    @ComponentScan("dev.peerscribe.identity")
    @EnableConfigurationProperties(TrustProperties.class)
    static class Identity {}

    @Test
    void theDefaultsAreAsDocumented() {
        runner.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(SignalingConnections.class);
            SignalingProperties settings = context.getBean(SignalingProperties.class);
            assertThat(settings).isEqualTo(TestSettings.defaults());
            assertThat(settings.maxFrameBytes()).isEqualTo(65536);
            assertThat(settings.pongTimeout()).isEqualTo(Duration.ofSeconds(12));
            assertThat(settings.reconnect().suspendAfter()).isEqualTo(Duration.ofMinutes(2));
            assertThat(context.getBean(SignalingHealthIndicator.class)
                            .health()
                            .getStatus()
                            .getCode())
                    .isEqualTo("UP");
        });
    }

    @Test
    void theKeyIsMadeOnceAndKeptWhereThePropertySays() {
        Path file = folder.resolve("key.pem");
        String property = "peerscribe.identity.key-path=" + file;
        runner.withPropertyValues(property).run(first -> {
            String fingerprint =
                    first.getBean(KeyManager.class).identity().publicKey().fingerprint();
            runner.withPropertyValues(property)
                    .run(second -> assertThat(second.getBean(KeyManager.class)
                                    .identity()
                                    .publicKey()
                                    .fingerprint())
                            .isEqualTo(fingerprint));
        });
        assertThat(file).exists();
    }

    @Test
    void aKeyFileThatChangesWhileRunningIsAnnouncedByEveryConnection() throws Exception {
        Path file = folder.resolve("key.pem");
        Path next = folder.resolve("next.pem");
        runner.withPropertyValues("peerscribe.identity.key-path=" + next)
                .run(other -> assertThat(next).exists());
        try (FaultyRelay relay = new FaultyRelay()) {
            runner.withUserConfiguration(Identity.class)
                    .withPropertyValues(
                            "peerscribe.identity.key-path=" + file, "peerscribe.identity.reload-interval=20ms")
                    .run(context -> {
                        KeyManager keys = context.getBean(KeyManager.class);
                        PeerKey before = keys.current().publicKey();
                        SignalingConnections pool = context.getBean(SignalingConnections.class);
                        Agent one = new Agent("one", pool, relay.uri(), keys);
                        Agent two = new Agent("two", pool, relay.uri(), keys);
                        Agent bob = new Agent("bob", pool, relay.uri());
                        one.isSoon(ConnectionState.CONNECTED);
                        two.isSoon(ConnectionState.CONNECTED);
                        bob.isSoon(ConnectionState.CONNECTED);

                        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);

                        for (String name : List.of("one", "two")) {
                            HelloReceived hello = bob.awaitOne(
                                    HelloReceived.class,
                                    it -> it.hello().name().equals(name)
                                            && !it.key().equals(before));
                            assertThat(hello.key()).isEqualTo(keys.current().publicKey());
                        }
                        one.leave();
                        two.leave();
                        bob.leave();
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "max-frame-bytes, 10",
        "max-chat-chars, 0",
        "incoming-queue, 0",
        "queue.chat-messages, -1",
        "queue.chat-size, 1KB",
        "acknowledgment.window, 0",
        "connect-timeout, 0s",
        "ping-interval, -5s",
        "replay-capacity, 0",
        "reconnect.factor, 0.5",
        "reconnect.base, 0s",
        "reconnect.max, soon"
    })
    void aSettingOutOfBoundsStopsTheStartAndIsNamed(String name, String value) {
        runner.withPropertyValues("peerscribe.signaling." + name + "=" + value).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .hasStackTraceContaining("peerscribe.signaling")
                    .hasStackTraceContaining(
                            name.substring(name.indexOf('.') + 1).replaceAll("-.*", ""));
        });
    }
}
