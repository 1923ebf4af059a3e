package dev.peerscribe.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.fakes.FakeRecordings;
import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.fakes.ManualScheduler;
import dev.peerscribe.recording.RecordingProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

class StorageWiringTest {
    @TempDir
    Path directory;

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({StorageProperties.class, RecordingProperties.class})
    @Import({
        StorageConfiguration.class,
        StorageMetrics.class,
        UploadRegister.class,
        UploadService.class,
        StorageHealthIndicator.class
    })
    static class Wiring {}

    @Test
    void recordingsStayHereUnlessAStoreIsConfigured() {
        runner().run(context -> {
            assertThat(context.getBean(Stores.class).names()).isEmpty();
            assertThat(context).hasSingleBean(Uploads.class);
            assertThat(context.getBean(StorageProperties.class).type()).isEqualTo(StorageType.LOCAL);
        });
    }

    @Test
    void aStoreThatIsConfiguredIsTheDefault() {
        runner().withPropertyValues("peerscribe.storage.type=s3", "peerscribe.storage.s3.bucket=recordings")
                .run(context ->
                        assertThat(context.getBean(Stores.class).names()).containsExactly(Stores.DEFAULT));
    }

    @Test
    void furtherStoresHaveNamesWithOrWithoutADefault() {
        runner().withPropertyValues(
                        "peerscribe.storage.stores.archive.bucket=old-recordings",
                        "peerscribe.storage.stores.customer-7.bucket=recordings",
                        "peerscribe.storage.stores.customer-7.link-lifetime=1m")
                .run(context -> {
                    assertThat(context.getBean(Stores.class).names())
                            .containsExactlyInAnyOrder("archive", "customer-7");
                    assertThat(context.getBean(ConfiguredStores.class)
                                    .find("customer-7")
                                    .orElseThrow()
                                    .settings()
                                    .linkLifetime())
                            .isEqualTo(Duration.ofMinutes(1));
                });
    }

    @Test
    void anSslBundleThatThereIsNotIsNamedWithItsProperty() {
        runner().withPropertyValues(
                        "peerscribe.storage.stores.archive.bucket=recordings",
                        "peerscribe.storage.stores.archive.ssl-bundle=house")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .asInstanceOf(InstanceOfAssertFactories.type(InvalidConfigurationPropertyValueException.class))
                        .satisfies(failure -> {
                            assertThat(failure.getName()).isEqualTo("peerscribe.storage.stores.archive.ssl-bundle");
                            assertThat(failure.getReason()).contains("spring.ssl.bundle.pem.house");
                        }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=ftp",
                "type=s3", // no bucket
                "s3.bucket=a/b",
                "stores.archive.region=x", // no bucket
                "stores.archive.bucket=a/b",
                "stores.archive.endpoint=ftp://host",
                "stores.none.bucket=recordings",
                "stores.default.bucket=recordings",
                "stores.Archive.bucket=recordings",
                "stores.a_b.bucket=recordings",
                "s3.endpoint=ftp://host",
                "s3.endpoint=http://user:password@host",
                "s3.endpoint=https://host/?x",
                "s3.prefix=/absolute/",
                "s3.prefix=no-slash",
                "s3.region=",
                "s3.storage-class=no such",
                "s3.credentials.access-key-file=/x",
                "s3.credentials.session-token-file=/x",
                "s3.encryption.kms-key-id=k",
                "s3.transfer.part-size=4MB",
                "s3.transfer.part-size=2GB",
                "s3.transfer.checksums=never",
                "s3.transfer.attempts=0",
                "s3.link-lifetime=8d",
                "uploads.concurrent=0",
                "uploads.retry.max=1ms",
                "uploads.retry.factor=0.5",
                "retention.local-copy=-1s",
                "retention.max-age=0s"
            })
    void settingsThatBreakARuleAreRefusedAtStart(String wrong) {
        runner().withPropertyValues("peerscribe.storage." + wrong)
                .run(context -> assertThat(context).hasFailed());
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withUserConfiguration(ValidationAutoConfiguration.class, Wiring.class)
                .withBean(ManualClock.class, ManualClock::new)
                .withBean("agentScheduler", ManualScheduler.class, ManualScheduler::new)
                .withBean(FakeRecordings.class, () -> new FakeRecordings(event -> {}, new ManualClock()))
                .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(DefaultSslBundleRegistry.class, DefaultSslBundleRegistry::new)
                .withBean(JsonMapper.class, () -> JsonMapper.builder().build())
                .withPropertyValues("peerscribe.recording.directory=" + directory);
    }
}
