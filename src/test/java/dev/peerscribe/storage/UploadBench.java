package dev.peerscribe.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.fakes.FakeRecordings;
import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.fakes.ManualScheduler;
import dev.peerscribe.recording.FileSeal;
import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.recording.RecordingState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** Uploads to a store on this machine, on a clock that the test moves. */
final class UploadBench implements AutoCloseable {
    static final String MEETING = "meeting-of-old";
    static final int PART = 5 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    final TestStore store = new TestStore();
    final ManualClock clock = new ManualClock();
    final ManualScheduler scheduler = new ManualScheduler();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Object> events = new CopyOnWriteArrayList<>();
    final FakeRecordings recordings = new FakeRecordings(events::add, clock);
    final Path directory;
    final Path secret;
    Settings settings = new Settings();
    long freeDisk = 100L << 30;

    @Nullable
    UploadService service;

    private @Nullable RemovalNote removals;

    /** What a test may want to be otherwise. */
    static final class Settings {
        StorageType type = StorageType.S3;
        Map<String, StorageProperties.S3> stores = Map.of();

        @Nullable
        URI endpoint;

        @Nullable
        TrustManager authorities;

        StorageProperties.Transfer.Checksums checksums = StorageProperties.Transfer.Checksums.WHEN_SUPPORTED;
        StorageProperties.Transfer.Verification verification = StorageProperties.Transfer.Verification.CHECKSUM;
        StorageProperties.Encryption encryption =
                new StorageProperties.Encryption(StorageProperties.Encryption.Mode.NONE, null);
        Map<String, String> tags = Map.of();
        int attempts = 1;
        int concurrent = 2;
        boolean deleteObjects;
        Duration finishWithin = Duration.ZERO;
        Duration linkLifetime = Duration.ofMinutes(5);
        StorageProperties.Retention retention = new StorageProperties.Retention(null, null, null);
    }

    UploadBench(Path directory) throws IOException {
        this.directory = directory;
        secret = Files.writeString(directory.resolve("secret"), TestStore.SECRET_KEY + "\n");
        Files.writeString(directory.resolve("access"), TestStore.ACCESS_KEY + "\n");
    }

    Path journals() {
        return directory.resolve(".uploads");
    }

    StorageProperties properties(Path journals) {
        return new StorageProperties(
                settings.type,
                journals,
                store(settings.endpoint == null ? store.endpoint() : settings.endpoint, "agent-1/"),
                settings.stores,
                new StorageProperties.Uploads(
                        settings.concurrent,
                        settings.finishWithin,
                        settings.deleteObjects,
                        new StorageProperties.Retry(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                2,
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(1))),
                settings.retention);
    }

    StorageProperties.S3 store(URI endpoint, String prefix) {
        return new StorageProperties.S3(
                endpoint,
                "us-east-1",
                TestStore.BUCKET,
                prefix,
                true,
                null,
                new StorageProperties.Credentials(directory.resolve("access"), secret, null),
                settings.encryption,
                null,
                settings.tags,
                new StorageProperties.Transfer(
                        DataSize.ofBytes(PART),
                        settings.checksums,
                        settings.verification,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30),
                        settings.attempts),
                settings.linkLifetime);
    }

    UploadService open() {
        return open(journals());
    }

    /** A service as the application has it, on what is in a folder. */
    UploadService open(Path journals) {
        StorageProperties properties = properties(journals);
        StorageMetrics metrics = new StorageMetrics(meters);
        UploadRegister register =
                new UploadRegister(journals, JsonMapper.builder().build(), metrics);
        removals = new RemovalNote(properties, register);
        UploadService opened = new UploadService(
                properties,
                register,
                metrics,
                recordings,
                new ConfiguredStores(properties, (_, s3) -> new S3Store(s3, settings.authorities)),
                events::add,
                scheduler,
                clock,
                new Random(7),
                () -> freeDisk);
        opened.start();
        service = opened;
        return opened;
    }

    UploadService service() {
        UploadService opened = service;
        if (opened == null) {
            throw new AssertionError("open it first");
        }
        return opened;
    }

    /** A complete recording of one file, with a manifest beside it. */
    byte[] has(String id, int bytes) throws IOException {
        return has(id, bytes, null);
    }

    /** The same with where it is to go. */
    byte[] has(String id, int bytes, @Nullable RecordingDestination destination) throws IOException {
        byte[] content = new byte[bytes];
        new Random(id.hashCode()).nextBytes(content);
        Path folder = Files.createDirectories(directory.resolve(id));
        Path file = Files.write(folder.resolve("aa11-1.webm"), content);
        Files.writeString(folder.resolve("recording.json"), "{\"id\":\"" + id + "\"}");
        Files.writeString(folder.resolve("manifest.jws"), "a.b.c");
        recordings.has(id, file, FileSeal.sha256(file), destination);
        return content;
    }

    Path media(String id) {
        return directory.resolve(id).resolve("aa11-1.webm");
    }

    static String key(String id, String name) {
        return "agent-1/" + id + "/" + name;
    }

    /** A recording is about to be deleted, and nothing of it has gone yet. */
    void removing(String id) {
        RemovalNote told = removals;
        if (told == null) {
            throw new AssertionError("open it first");
        }
        told.removing(recordings.find(id).orElseThrow());
    }

    void finished(String id) {
        service().on(new RecordingEvent.RecordingFinished(MEETING, id, RecordingState.COMPLETE));
    }

    /** Time passes; whatever is due by then is begun. */
    void pass(Duration time) {
        clock.advance(time);
        scheduler.runAll();
    }

    UploadSnapshot awaits(String id, Predicate<UploadSnapshot> condition) {
        await().atMost(PATIENCE)
                .alias("upload " + id)
                .until(() -> service().find(id).filter(condition).isPresent());
        return service().find(id).orElseThrow();
    }

    /** It is uploaded, that is written down, and nothing is at work any more: time may pass, and the service may end. */
    UploadSnapshot uploaded(String id) {
        UploadSnapshot uploaded = awaits(id, upload -> upload.state() == UploadState.UPLOADED);
        idle();
        return uploaded;
    }

    /** Nothing is at work any more, and whatever is looked for from now on finds it so. */
    void idle() {
        await().atMost(PATIENCE).until(() -> gauge("peerscribe.storage.running") == 0);
    }

    UploadSnapshot failed(String id, int failures) {
        UploadSnapshot failed =
                awaits(id, upload -> upload.failures() == failures && upload.state() == UploadState.QUEUED);
        idle();
        return failed;
    }

    double count(String meter, String... tags) {
        Counter counter = meters.find(meter).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    double gauge(String meter) {
        return meters.get(meter).gauge().value();
    }

    /** Ends all within a bound, and asserts that nothing is left over. */
    @Override
    public void close() {
        UploadService opened = service;
        if (opened != null) {
            long begun = System.nanoTime();
            opened.stop();
            assertThat(System.nanoTime() - begun)
                    .isLessThan(Duration.ofSeconds(4).toNanos());
        }
        store.close();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("storage-")));
    }
}
