package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SignalingEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.support.SpringFactoriesLoader;

@Timeout(30)
class MediaConfigurationTest {
    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(MediaConfiguration.class, Around.class);

    @Test
    void theRoomStartsListensAndStopsWithTheContext() {
        FakeConnection connection = new FakeConnection();
        runner.run(context -> {
            WebRtcEngine engine = context.getBean(WebRtcEngine.class);
            assertThat(engine.isRunning()).isTrue();
            MediaSessions sessions = context.getBean(MediaSessions.class);
            sessions.open(connection, Negotiation.OFFER, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !connection.descriptions().isEmpty());
            context.publishEvent(new SignalingEvent.HelloReceived(
                    "m", "s1", TestKeys.key(), new PeerHello("Ann", PeerHello.PARTICIPANT, Set.of())));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !sessions.peers("m").isEmpty());
            assertThat(context.getBean(Around.class).events)
                    .anySatisfy(event -> assertThat(event).isInstanceOf(MediaEvent.PeerJoined.class));

            MediaHealthIndicator health = context.getBean(MediaHealthIndicator.class);
            var report = health.health();
            assertThat(report).isNotNull();
            assertThat(report.getStatus()).isEqualTo(Status.UP);
            assertThat(report.getDetails()).containsKey("links");
            context.close();
            assertThat(engine.isRunning()).isFalse();
            assertThat(engine.links()).isZero();
        });
    }

    @Test
    void wrongIceServersStopTheStart() {
        runner.withPropertyValues("peerscribe.media.ice-servers[0].urls=turn:turn.example")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("TURN wants a username and a credential"));
    }

    @Test
    void theFailureAnalyzerIsRegistered() {
        List<String> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        SpringFactoriesLoader.FailureHandler.logging(
                                org.apache.commons.logging.LogFactory.getLog(MediaConfigurationTest.class)))
                .stream()
                .map(analyzer -> analyzer.getClass().getSimpleName())
                .toList();
        assertThat(analyzers).contains("MissingNativeLibraryFailureAnalyzer");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(MediaProperties.class)
    static class Around {
        final List<MediaEvent> events = new CopyOnWriteArrayList<>();

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @EventListener
        void on(MediaEvent event) {
            events.add(event);
        }
    }
}
