package dev.peerscribe.api;

import dev.peerscribe.fakes.FakeMedia;
import dev.peerscribe.fakes.FakeRecordings;
import dev.peerscribe.fakes.FakeSignaling;
import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.fakes.ManualScheduler;
import dev.peerscribe.media.Broadcasts;
import dev.peerscribe.recording.RecordingProperties;
import java.time.Clock;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.scheduling.TaskScheduler;

/** The API, the meetings, the chats and, where it is on, the demo as they are; behind them fakes. No component, lest a scan finds it. */
@EnableAutoConfiguration
@ComponentScan({
    "dev.peerscribe.access",
    "dev.peerscribe.identity",
    "dev.peerscribe.chat",
    "dev.peerscribe.manifest",
    "dev.peerscribe.composite",
    "dev.peerscribe.relay",
    "dev.peerscribe.storage",
    "dev.peerscribe.speech",
    "dev.peerscribe.webhooks",
    "dev.peerscribe.meeting",
    "dev.peerscribe.api"
})
// The demo, where a test has it on; its own tests' applications lie beside it.
@ComponentScan(
        basePackages = "dev.peerscribe.embedded",
        excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Test\\$.*"))
@ConfigurationPropertiesScan({
    "dev.peerscribe.embedded",
    "dev.peerscribe.access",
    "dev.peerscribe.identity",
    "dev.peerscribe.chat",
    "dev.peerscribe.manifest",
    "dev.peerscribe.composite",
    "dev.peerscribe.relay",
    "dev.peerscribe.storage",
    "dev.peerscribe.speech",
    "dev.peerscribe.webhooks",
    "dev.peerscribe.meeting",
    "dev.peerscribe.api"
})
@EnableConfigurationProperties(RecordingProperties.class)
class ApiTestApplication {
    @Bean
    ManualClock clock() {
        return new ManualClock();
    }

    @Bean
    TaskScheduler agentScheduler() {
        return new ManualScheduler();
    }

    @Bean
    FakeSignaling signaling() {
        return new FakeSignaling();
    }

    @Bean
    FakeMedia media(ApplicationEventPublisher events) {
        return new FakeMedia(events);
    }

    @Bean
    Broadcasts broadcasts() {
        return kinds -> {
            throw new IllegalStateException("no link today");
        };
    }

    @Bean
    FakeRecordings recordings(ApplicationEventPublisher events, Clock clock) {
        return new FakeRecordings(events, clock);
    }

    @Bean
    HealthIndicator recordingHealthIndicator() {
        return () -> Health.up().build();
    }
}
