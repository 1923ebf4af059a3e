package dev.peerscribe.storage;

import static dev.peerscribe.storage.UploadBench.PART;
import static dev.peerscribe.storage.UploadBench.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.recording.RecordingDestination;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Recordings whose meetings said where they are to go. */
@Timeout(60)
class NamedStoresTest {
    private static final RecordingDestination ARCHIVE = new RecordingDestination("archive", "customer-7/");
    private static final RecordingDestination HERE = new RecordingDestination(RecordingDestination.NONE, "");

    private final TestStore archive = new TestStore();
    private UploadBench bench;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        bench = new UploadBench(directory);
        bench.settings.stores = Map.of("archive", bench.store(archive.endpoint(), "old/"));
    }

    @AfterEach
    void close() {
        archive.close();
        bench.close();
    }

    @Test
    void eachGoesToTheStoreThatWasAskedForBelowThePrefixThatWas() throws Exception {
        byte[] first = bench.has("r1", 1000, ARCHIVE);
        byte[] second = bench.has("r2", 1000);
        byte[] third = bench.has("r3", 1000, new RecordingDestination(null, "blue/"));
        bench.open();

        assertThat(bench.uploaded("r1").store()).isEqualTo("archive");
        assertThat(bench.uploaded("r2").store()).isEqualTo(Stores.DEFAULT);
        bench.uploaded("r3");

        assertThat(archive.content("old/customer-7/r1/aa11-1.webm")).isEqualTo(first);
        assertThat(archive.objects).hasSize(3);
        assertThat(bench.store.content(key("r2", "aa11-1.webm"))).isEqualTo(second);
        assertThat(bench.store.content("agent-1/blue/r3/aa11-1.webm")).isEqualTo(third);
        assertThat(bench.service().link("r1", "aa11-1.webm", false).orElseThrow())
                .hasPort(archive.endpoint().getPort())
                .hasPath("/recordings/old/customer-7/r1/aa11-1.webm");
    }

    @Test
    void withoutADefaultOnlyThoseGoThatAskForAStore() throws Exception {
        bench.settings.type = StorageType.LOCAL;
        bench.has("r1", 1000);
        bench.has("r2", 1000, ARCHIVE);
        bench.open();

        bench.uploaded("r2");

        assertThat(bench.service().find("r1")).isEmpty();
        assertThat(bench.store.objects).isEmpty();
    }

    @Test
    void whatAsksToStayHereStaysAndGoesByTheRulesOfThisDiskAlone() throws Exception {
        bench.settings.retention = new StorageProperties.Retention(null, null, DataSize.ofGigabytes(200));
        bench.store.down();
        bench.has("r1", 1000, HERE);
        bench.has("r2", 1000);
        bench.freeDisk = 300L << 30;
        bench.open();
        bench.failed("r2", 1);
        assertThat(bench.service().find("r1")).isEmpty();
        bench.freeDisk = 100L << 30;

        bench.pass(Duration.ofSeconds(10));

        await().until(() -> bench.recordings.find("r1").isEmpty());
        await().untilAsserted(() -> assertThat(bench.events)
                .contains(new StorageEvent.RecordingForgotten(UploadBench.MEETING, "r1", RecordingDestination.NONE)));
        assertThat(bench.recordings.find("r2")).isPresent();
        assertThat(bench.media("r2")).exists();
    }

    @Test
    void aStoreThatHangsKeepsNoRecordingFromAnother() throws Exception {
        bench.settings.concurrent = 1;
        archive.freeParts.set(0);
        for (int i = 0; i < 3; i++) {
            bench.has("a" + i, 2 * PART, ARCHIVE);
        }
        bench.open();
        await().until(() -> archive.partPermits.hasQueuedThreads());

        bench.has("r1", 1000);
        bench.finished("r1");

        bench.awaits("r1", upload -> upload.state() == UploadState.UPLOADED);
        assertThat(bench.service().list())
                .filteredOn(upload -> upload.state() == UploadState.RUNNING)
                .hasSize(1);
    }

    @Test
    void aStoreThatIsNoLongerConfiguredIsNamedAndNothingOfTheRecordingGoes() throws Exception {
        bench.settings.retention =
                new StorageProperties.Retention(Duration.ZERO, Duration.ofHours(1), DataSize.ofTerabytes(10));
        archive.down();
        byte[] content = bench.has("r1", 1000, ARCHIVE);
        bench.open();
        bench.failed("r1", 1);
        bench.service().stop();
        Map<String, StorageProperties.S3> stores = bench.settings.stores;
        bench.settings.stores = Map.of();

        bench.open();
        bench.has("r2", 1000, ARCHIVE);
        bench.finished("r2");
        bench.failed("r2", 1);
        bench.pass(Duration.ofHours(2));
        UploadSnapshot known = bench.awaits("r1", upload -> upload.lastCause() == StorageCause.NO_STORE);
        bench.idle();

        assertThat(known.store()).isEqualTo("archive");
        assertThat(known.lastCause()).extracting(StorageCause::fault).isEqualTo(StorageCause.Fault.CONFIGURATION);
        assertThat(known.files()).hasSize(3);
        assertThat(bench.count("peerscribe.storage.failures", "cause", "no_store", "store", "none"))
                .isGreaterThanOrEqualTo(2);
        assertThat(bench.media("r1")).exists();
        assertThat(bench.media("r2")).exists();
        bench.service().stop();
        bench.settings.retention = new StorageProperties.Retention(null, null, null);
        bench.settings.stores = stores;
        archive.up();

        bench.open();
        bench.pass(Duration.ofMinutes(5));
        bench.uploaded("r1");
        bench.uploaded("r2");
        assertThat(archive.content("old/customer-7/r1/aa11-1.webm")).isEqualTo(content);
    }

    @Test
    void whatWasToGoToTheDefaultStaysHereOnceThereIsNone() throws Exception {
        bench.store.down();
        bench.has("r1", 1000);
        bench.open();
        bench.failed("r1", 1);
        bench.service().stop();
        bench.settings.type = StorageType.LOCAL;

        bench.open();

        await().until(() -> bench.service().find("r1").isEmpty());
        assertThat(bench.media("r1")).exists();
        await().untilAsserted(() -> assertThat(bench.journals()).isEmptyDirectory());
    }
}
