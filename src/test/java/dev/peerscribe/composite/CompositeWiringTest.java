package dev.peerscribe.composite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.fakes.FakeRecordings;
import dev.peerscribe.recording.RecordingCompanion;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class CompositeWiringTest {
    @TempDir
    Path directory;

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(CompositeProperties.class)
    @Import({CompositeService.class, Posters.class})
    static class Wiring {}

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        runner().run(context -> {
            assertThat(context.getBean(CompositeProperties.class))
                    .isEqualTo(new CompositeProperties(
                            directory,
                            1,
                            32,
                            8,
                            Duration.ofSeconds(60),
                            Duration.ofHours(12),
                            25,
                            2500,
                            96,
                            DataSize.ofMegabytes(512),
                            new CompositeProperties.Posters(true, 640, Duration.ofSeconds(5))));
            assertThat(context).hasSingleBean(RecordingCompanion.class);
            assertThat(context.getBean(CompositeService.class).isRunning()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jobs=0",
                "jobs=17",
                "queue=0",
                "per-recording=0",
                "part=1s",
                "part=1h",
                "longest=1s",
                "frame-rate=0",
                "frame-rate=61",
                "kilobits-per-megapixel=0",
                "sound-kilobits=8",
                "posters.width=10",
                "posters.bound=0s",
                "posters.bound=2m"
            })
    void settingsOutsideTheirRangesAreRefusedAtStart(String wrong) {
        runner().withPropertyValues("peerscribe.composite." + wrong)
                .run(context -> assertThat(context).hasFailed());
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(ValidationAutoConfiguration.class, Wiring.class)
                .withBean(FakeRecordings.class, () -> new FakeRecordings(event -> {}, Clock.systemUTC()))
                .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(Clock.class, Clock::systemUTC)
                .withBean(JsonMapper.class, () -> JsonMapper.builder().build())
                .withPropertyValues("peerscribe.composite.directory=" + directory);
    }
}
