package dev.peerscribe.recording;

import static dev.peerscribe.recording.RecordingBench.MEETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.TrackKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class RecordingWiringTest {
    @TempDir
    Path directory;

    private final FakeSessions sessions = new FakeSessions();

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(RecordingProperties.class)
    @Import({RecordingService.class, RecordingHealthIndicator.class})
    static class Wiring {}

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        runner().run(context -> {
            RecordingProperties properties = context.getBean(RecordingProperties.class);
            assertThat(properties)
                    .isEqualTo(new RecordingProperties(
                            directory,
                            RecordingFormat.AUTO,
                            RecordingProperties.SegmentLimits.NONE,
                            new RecordingProperties.Video(VideoCodec.VP8, 8, 2500, Duration.ofSeconds(2), 1),
                            new RecordingProperties.Audio(64, OpusApplication.VOIP),
                            new RecordingProperties.Queue(
                                    30, DataSize.ofMegabytes(64), 200, 1000, DataSize.ofMegabytes(16)),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(10),
                            DataSize.ofMegabytes(256),
                            DataSize.ofMegabytes(128)));
        });
    }

    @Test
    void factsOfTheApplicationReachTheRecordings() {
        runner().run(context -> {
            Recordings recordings = context.getBean(Recordings.class);
            String id = recordings.start(MEETING, "Meeting", null, null, null).id();
            sessions.open(MEETING, "aa11", "audio", TrackKind.AUDIO);
            context.publishEvent(new MediaEvent.TrackOpened(MEETING, "aa11", "audio", TrackKind.AUDIO));
            await().atMost(Duration.ofSeconds(10)).until(() -> sessions.attached("aa11", "audio") == 1);
            assertThat(recordings.stop(id, EndReason.STOPPED).state()).isEqualTo(RecordingState.FINALIZING);
            await().atMost(Duration.ofSeconds(10)).until(() -> sessions.attached("aa11", "audio") == 0);
        });
    }

    @Test
    void settingsOutsideTheirRangesAreRefusedAtStart() {
        for (String wrong : new String[] {
            "video.codec=MPEG1",
            "video.cpu-used=17",
            "video.kilobits-per-megapixel=0",
            "video.keyframe-interval=0s",
            "video.threads=0",
            "audio.kilobits=5",
            "queue.pictures=1",
            "queue.blocks=1",
            "queue.encoded-frames=10",
            "queue.encoded-bytes=3MB",
            "queue.encoded-bytes=2GB",
            "header-wait=-1s",
            "stop-bound=1h",
            "disk-reserve=257MB"
        }) {
            runner().withPropertyValues("peerscribe.recording." + wrong)
                    .run(context -> assertThat(context).as(wrong).hasFailed());
        }
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(ValidationAutoConfiguration.class, Wiring.class)
                .withBean(FakeSessions.class, () -> sessions)
                .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(JsonMapper.class, () -> JsonMapper.builder().build())
                .withPropertyValues("peerscribe.recording.directory=" + directory);
    }
}
