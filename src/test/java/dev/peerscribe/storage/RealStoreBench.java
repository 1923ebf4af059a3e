package dev.peerscribe.storage;

import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import dev.peerscribe.fakes.FakeRecordings;
import dev.peerscribe.fakes.ManualScheduler;
import dev.peerscribe.faults.FaultProxy;
import dev.peerscribe.recording.FileSeal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Uploads against a store that is no test's: how fast they are, and that after a wrong secret, a lost connection, an outage and a
 * SIGKILL the object is whole, as another client reads it. {@code bench/store} runs it.
 */
public final class RealStoreBench {
    private static final String BUCKET = "peerscribe-bench";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String MEDIA = "aa11-1.webm";

    private final URI endpoint;
    private final String accessKey;
    private final String secretKey;
    private final Path directory;

    private RealStoreBench(URI endpoint, String accessKey, String secretKey, Path directory) {
        this.endpoint = endpoint;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.directory = directory;
    }

    /** {@code <endpoint> <access key> <secret key> [megabytes]}, or as its own child {@code --child …}. */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("--child")) {
            RealStoreBench child =
                    new RealStoreBench(URI.create(arguments[1]), arguments[2], arguments[3], Path.of(arguments[4]));
            child.serve(arguments[5]);
            return;
        }
        Path directory = Files.createTempDirectory("store-bench");
        try {
            new RealStoreBench(URI.create(arguments[0]), arguments[1], arguments[2], directory)
                    .run(arguments.length > 3 ? Integer.parseInt(arguments[3]) : 200);
        } finally {
            FileSystemUtils.deleteRecursively(directory.toFile());
        }
    }

    private void run(int megabytes) throws Exception {
        try (S3Client other = client()) {
            other.createBucket(request -> request.bucket(BUCKET));
        }
        speed("speed", megabytes, StorageProperties.Transfer.Verification.CHECKSUM);
        speed("read-back", megabytes, StorageProperties.Transfer.Verification.READ_BACK);
        wrongSecret();
        lostConnections(megabytes);
        killed(megabytes);
        System.out.println("all held");
    }

    private void speed(String id, int megabytes, StorageProperties.Transfer.Verification verification)
            throws Exception {
        String sha256 = record(id, megabytes);
        long cpu = cpu();
        long begun = System.nanoTime();
        try (House house = new House(endpoint, secretKey, verification, id)) {
            house.awaits(upload -> upload.state() == UploadState.UPLOADED);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        whole(id, sha256);
        report(
                id,
                String.format(
                        Locale.ROOT,
                        "%d MB in %.1f s: %.0f MB/s, %.2f CPU s a GB",
                        megabytes,
                        seconds,
                        megabytes / seconds,
                        (cpu() - cpu) / 1e9 / megabytes * 1024));
    }

    private void wrongSecret() throws Exception {
        record("wrong-secret", 6);
        try (House house = new House(
                endpoint, "not" + secretKey, StorageProperties.Transfer.Verification.CHECKSUM, "wrong-secret")) {
            UploadSnapshot upload = house.awaits(it -> it.failures() > 0);
            require(upload.lastCause() == StorageCause.DENIED, "the cause is " + upload.lastCause());
        }
        require(Files.exists(directory.resolve("wrong-secret").resolve(MEDIA)), "the file is gone");
        report("wrong secret", String.format(Locale.ROOT, "%s, and the file is still here", StorageCause.DENIED));
    }

    private void lostConnections(int megabytes) throws Exception {
        String sha256 = record("lost", megabytes);
        try (FaultProxy proxy = new FaultProxy(endpoint.getPort());
                House house = new House(
                        URI.create("http://127.0.0.1:" + proxy.port()),
                        secretKey,
                        StorageProperties.Transfer.Verification.CHECKSUM,
                        "lost")) {
            long outage = 0;
            for (int cut = 0; cut < 6; cut++) {
                double before = house.sent();
                house.awaits(upload -> upload.state() == UploadState.UPLOADED || house.sent() > before);
                proxy.cut();
                if (cut == 3) {
                    proxy.blackHole();
                    long begun = System.nanoTime();
                    double failures = house.failures();
                    house.awaits(upload -> house.failures() > failures);
                    proxy.heal();
                    proxy.cut();
                    outage = System.nanoTime() - begun;
                }
            }
            house.awaits(upload -> upload.state() == UploadState.UPLOADED);
            whole("lost", sha256);
            report(
                    "lost connections",
                    String.format(
                            Locale.ROOT,
                            "6 cut in the middle of parts, one outage of %.0f s: whole; %.0f parts were not sent again",
                            outage / 1e9,
                            house.found()));
        }
    }

    private void killed(int megabytes) throws Exception {
        String id = "killed";
        String sha256 = record(id, megabytes);
        int kills = 0;
        double found;
        Random random = new Random(1);
        for (boolean whole = false; !whole && kills < 8; kills++) {
            Process child = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RealStoreBench.class.getName(),
                            "--child",
                            endpoint.toString(),
                            accessKey,
                            secretKey,
                            directory.toString(),
                            "killed")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("child.log").toFile())
                    .start();
            int before = parts(id);
            for (int look = 0; child.isAlive() && parts(id) <= before && look < 1000; look++) {
                whole = child.waitFor(20, TimeUnit.MILLISECONDS);
            }
            whole = child.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
            child.destroyForcibly().waitFor();
        }
        try (House house = new House(endpoint, secretKey, StorageProperties.Transfer.Verification.CHECKSUM, "killed")) {
            house.awaits(upload -> upload.state() == UploadState.UPLOADED);
            found = house.found();
        }
        whole("killed", sha256);
        report(
                "killed",
                String.format(
                        Locale.ROOT,
                        "%d SIGKILLs while it went: whole; the last run found %.0f parts there",
                        kills,
                        found));
    }

    /** Parts of a recording that the store has of an upload that is not complete. */
    private int parts(String id) {
        String key = "p/" + id + "/" + MEDIA;
        try (S3Client other = client()) {
            return other.listMultipartUploads(request -> request.bucket(BUCKET).prefix(key)).uploads().stream()
                    .mapToInt(upload -> other.listParts(
                                    request -> request.bucket(BUCKET).key(key).uploadId(upload.uploadId()))
                            .parts()
                            .size())
                    .sum();
        } catch (NoSuchUploadException e) {
            return 0; // it was completed meanwhile
        }
    }

    private void serve(String id) throws Exception {
        try (House house = new House(endpoint, secretKey, StorageProperties.Transfer.Verification.CHECKSUM, id)) {
            house.awaits(upload -> upload.state() == UploadState.UPLOADED);
        }
    }

    /** A recording of so many megabytes by chance; gives its checksum. */
    private String record(String id, int megabytes) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(id));
        Random random = new Random(id.hashCode());
        byte[] chunk = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(folder.resolve(MEDIA))) {
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(chunk);
                out.write(chunk);
            }
        }
        Files.writeString(folder.resolve("manifest.jws"), "a.b.c");
        return FileSeal.sha256(folder.resolve(MEDIA));
    }

    /** The object, which goes now, is what was recorded, as another client of the store sees it, and no parts are left over. */
    private void whole(String id, String sha256) throws IOException {
        try (S3Client other = client()) {
            Path copy = directory.resolve("copy");
            Files.deleteIfExists(copy);
            other.getObject(
                    request -> request.bucket(BUCKET).key("p/" + id + "/" + MEDIA), ResponseTransformer.toFile(copy));
            require(FileSeal.sha256(copy).equals(sha256), "the object of " + id + " is another");
            other.deleteObject(request -> request.bucket(BUCKET).key("p/" + id + "/" + MEDIA));
            require(
                    other.listMultipartUploads(request -> request.bucket(BUCKET))
                            .uploads()
                            .isEmpty(),
                    "parts are left over");
        }
    }

    private S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .build();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static void report(String what, String words) {
        System.out.printf(Locale.ROOT, "%-18s %s%n", what, words);
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** The uploads of one recording, as the agent has them. */
    private final class House implements AutoCloseable {
        private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        private final ManualScheduler scheduler = new ManualScheduler();
        private final UploadService service;
        private final String id;

        House(URI where, String secret, StorageProperties.Transfer.Verification verification, String id)
                throws IOException {
            this.id = id;
            Path keys = Files.createDirectories(directory.resolve("keys"));
            StorageProperties properties = new StorageProperties(
                    StorageType.S3,
                    directory.resolve("uploads"),
                    new StorageProperties.S3(
                            where,
                            "us-east-1",
                            BUCKET,
                            "p/",
                            true,
                            null,
                            new StorageProperties.Credentials(
                                    Files.writeString(keys.resolve("access"), accessKey),
                                    Files.writeString(keys.resolve("secret"), secret),
                                    null),
                            new StorageProperties.Encryption(StorageProperties.Encryption.Mode.NONE, null),
                            null,
                            Map.of("kind", "bench"),
                            new StorageProperties.Transfer(
                                    DataSize.ofMegabytes(5),
                                    StorageProperties.Transfer.Checksums.WHEN_REQUIRED,
                                    verification,
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(5),
                                    Duration.ofSeconds(8),
                                    1),
                            Duration.ofMinutes(5)),
                    Map.of(),
                    new StorageProperties.Uploads(
                            1,
                            Duration.ZERO,
                            false,
                            new StorageProperties.Retry(
                                    Duration.ofMillis(200),
                                    Duration.ofMillis(100),
                                    1,
                                    Duration.ofSeconds(1),
                                    Duration.ofMillis(100))),
                    new StorageProperties.Retention(null, null, null));
            FakeRecordings recordings = new FakeRecordings(event -> {}, Clock.systemUTC());
            Path file = directory.resolve(id).resolve(MEDIA);
            recordings.has(id, file, FileSeal.sha256(file));
            StorageMetrics metrics = new StorageMetrics(meters);
            service = new UploadService(
                    properties,
                    new UploadRegister(
                            directory.resolve("uploads"), JsonMapper.builder().build(), metrics),
                    metrics,
                    recordings,
                    new ConfiguredStores(properties, (_, settings) -> new S3Store(settings, null)),
                    event -> {},
                    scheduler,
                    Clock.systemUTC(),
                    new SecureRandom(),
                    () -> Long.MAX_VALUE);
            service.start();
        }

        UploadSnapshot awaits(Predicate<UploadSnapshot> condition) {
            return await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .pollInSameThread()
                    .until(
                            () -> {
                                scheduler.runAll();
                                return service.list().stream()
                                        .filter(upload -> upload.recordingId().equals(id))
                                        .findFirst();
                            },
                            upload -> upload.filter(condition).isPresent())
                    .orElseThrow();
        }

        double sent() {
            return meters.counter("peerscribe.storage.sent").count();
        }

        double failures() {
            return meters.find("peerscribe.storage.failures").counters().stream()
                    .mapToDouble(Counter::count)
                    .sum();
        }

        double found() {
            return meters.counter("peerscribe.storage.parts.found").count();
        }

        @Override
        public void close() {
            service.stop();
        }
    }
}
