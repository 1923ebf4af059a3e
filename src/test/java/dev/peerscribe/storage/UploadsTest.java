package dev.peerscribe.storage;

import static dev.peerscribe.storage.UploadBench.MEETING;
import static dev.peerscribe.storage.UploadBench.PART;
import static dev.peerscribe.storage.UploadBench.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.recording.FileSeal;
import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.storage.StorageProperties.Transfer.Checksums;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;

@Timeout(60)
class UploadsTest {
    private UploadBench bench;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        bench = new UploadBench(directory);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aFinishedRecordingGoesToTheStoreWholeAndTheManifestLast() throws Exception {
        bench.settings.tags = Map.of("team", "blue & green");
        bench.settings.encryption = new StorageProperties.Encryption(StorageProperties.Encryption.Mode.AES256, null);
        bench.open();
        byte[] content = bench.has("r1", 100_000);
        bench.finished("r1");
        UploadSnapshot upload = bench.uploaded("r1");

        assertThat(upload.files())
                .extracting(UploadSnapshot.File::name)
                .containsExactly("aa11-1.webm", "recording.json", "manifest.jws");
        assertThat(upload.files().getFirst().object()).isEqualTo("s3://recordings/agent-1/r1/aa11-1.webm");
        assertThat(upload.files()).allMatch(file -> file.uploaded() && file.sent() == file.bytes());
        assertThat(upload.localCopy()).isTrue();
        assertThat(bench.store.content(key("r1", "aa11-1.webm"))).isEqualTo(content);
        assertThat(bench.store.content(key("r1", "manifest.jws"))).asString().isEqualTo("a.b.c");
        assertThat(bench.store.object(key("r1", "aa11-1.webm")).headers())
                .containsEntry("content-type", "video/webm")
                .containsEntry("x-amz-meta-sha256", FileSeal.sha256(content))
                .containsEntry("x-amz-tagging", "team=blue%20%26%20green")
                .containsEntry("x-amz-server-side-encryption", "AES256");
        await().untilAsserted(() -> assertThat(bench.events)
                .contains(new StorageEvent.RecordingUploaded(
                        MEETING,
                        "r1",
                        Stores.DEFAULT,
                        3,
                        upload.files().stream()
                                .mapToLong(UploadSnapshot.File::bytes)
                                .sum())));
        assertThat(bench.count("peerscribe.storage.uploaded")).isEqualTo(1);
        assertThat(bench.count("peerscribe.storage.files")).isEqualTo(3);
        assertThat(bench.gauge("peerscribe.storage.waiting")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aLargeFileGoesInPartsAndIsProvenByItsChecksums(Checksums checksums) throws Exception {
        bench.settings.checksums = checksums;
        bench.store.knowsSha256 = checksums == Checksums.WHEN_SUPPORTED;
        byte[] content = bench.has("r1", 2 * PART + 77);
        bench.open();

        bench.uploaded("r1");

        assertThat(bench.store.content(key("r1", "aa11-1.webm"))).isEqualTo(content);
        assertThat(bench.store.count("PUT part 200")).isEqualTo(3);
        assertThat(bench.store.answers).noneMatch(answer -> answer.startsWith("GET object"));
        assertThat(bench.store.uploads).isEmpty();
    }

    @Test
    void whereAStoreTellsNoChecksumTheObjectIsReadBack() throws Exception {
        bench.settings.checksums = Checksums.WHEN_REQUIRED;
        bench.store.knowsSha256 = false;
        bench.store.plainEtags = false;
        bench.has("r1", 2 * PART);
        bench.open();

        bench.uploaded("r1");

        assertThat(bench.store.count("GET object 200")).isEqualTo(3);
    }

    @Test
    void whatArrivesOtherwiseIsNeverTakenForTheRecording() throws Exception {
        bench.settings.retention = new StorageProperties.Retention(Duration.ZERO, null, null);
        bench.store.mangles = true;
        bench.has("r1", 1000);
        bench.open();

        UploadSnapshot upload = bench.failed("r1", 1);
        bench.pass(Duration.ofSeconds(20));
        bench.failed("r1", 2);

        assertThat(upload.lastCause()).isEqualTo(StorageCause.CORRUPT);
        assertThat(bench.store.objects).isEmpty();
        assertThat(bench.media("r1")).exists();
        bench.store.mangles = false;
        bench.pass(Duration.ofSeconds(20));
        bench.uploaded("r1");
    }

    @Test
    void aConnectionThatDropsWithinAPartCostsThatPartOnly() throws Exception {
        bench.settings.attempts = 3;
        byte[] content = bench.has("r1", 3 * PART);
        bench.store.drops.set(2);
        bench.open();

        bench.uploaded("r1");

        assertThat(bench.store.content(key("r1", "aa11-1.webm"))).isEqualTo(content);
        assertThat(bench.store.count("PUT part 0")).isEqualTo(2);
        assertThat(bench.store.count("PUT part 200")).isEqualTo(3);
        assertThat(bench.count("peerscribe.storage.failures")).isZero();
    }

    @Test
    void aFurtherAttemptGoesOnWithThePartsThatAreThere() throws Exception {
        byte[] content = bench.has("r1", 3 * PART);
        bench.store.freeParts.set(2);
        bench.open();
        await().until(() -> bench.store.partPermits.hasQueuedThreads());
        bench.store.down();
        assertThat(bench.failed("r1", 1).lastCause()).isIn(StorageCause.LOST, StorageCause.UNREACHABLE);
        bench.store.freeParts.set(-1);
        bench.store.up();
        bench.pass(Duration.ofSeconds(20));

        bench.uploaded("r1");

        assertThat(bench.store.content(key("r1", "aa11-1.webm"))).isEqualTo(content);
        assertThat(bench.count("peerscribe.storage.parts.found")).isEqualTo(2);
        assertThat(bench.store.count("PUT part 200")).isEqualTo(3);
        assertThat(bench.store.count("POST uploads 200")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"InvalidPart, CORRUPT", "InvalidRequest, REJECTED", "NoSuchUpload, NO_UPLOAD"})
    void partsOfWhichTheStoreMakesNoObjectAreGivenUpAndSentAnew(String code, StorageCause cause) throws Exception {
        byte[] content = bench.has("r1", 2 * PART);
        bench.store.refusesToComplete = code;
        bench.open();

        assertThat(bench.failed("r1", 1).lastCause()).isEqualTo(cause);
        assertThat(bench.store.uploads).isEmpty();
        assertThat(Files.readString(bench.journals().resolve("r1.json"))).doesNotContain("uploadId");
        bench.store.refusesToComplete = null;
        bench.pass(Duration.ofSeconds(20));
        bench.uploaded("r1");

        assertThat(bench.store.content(key("r1", "aa11-1.webm"))).isEqualTo(content);
        assertThat(bench.store.count("POST uploads 200")).isEqualTo(2);
        assertThat(bench.store.count("PUT part 200")).isEqualTo(4);
    }

    @Test
    void aStoreThatIsDownForAnHourLosesNothingAndTurnsNoHealthDown() throws Exception {
        bench.store.down();
        bench.has("r1", 1000);
        bench.open();
        bench.failed("r1", 1);
        bench.has("r2", 1000);
        bench.finished("r2");
        bench.failed("r2", 1);
        int attempts = 1;
        for (int minutes = 0; minutes < 60; minutes++) {
            UploadSnapshot before = bench.service().find("r1").orElseThrow();
            bench.pass(Duration.ofMinutes(1));
            if (before.nextAttemptAt() != null && !bench.clock.instant().isBefore(before.nextAttemptAt())) {
                bench.failed("r1", ++attempts);
            }
        }

        assertThat(attempts).isBetween(10, 25);
        UploadSnapshot upload = bench.service().find("r1").orElseThrow();
        assertThat(upload.lastCause()).isEqualTo(StorageCause.UNREACHABLE);
        assertThat(upload.lastCause()).extracting(StorageCause::fault).isEqualTo(StorageCause.Fault.STORE);
        assertThat(bench.gauge("peerscribe.storage.waiting")).isEqualTo(2);
        assertThat(bench.gauge("peerscribe.storage.oldest.age")).isEqualTo(3600);
        assertThat(bench.count("peerscribe.storage.failures", "cause", "unreachable", "fault", "store"))
                .isGreaterThanOrEqualTo(20);
        assertThat(new StorageHealthIndicator(
                                bench.properties(bench.journals()), () -> Set.of(Stores.DEFAULT), bench.service())
                        .health()
                        .getStatus())
                .isEqualTo(Status.UP);
        bench.store.up();
        bench.pass(Duration.ofMinutes(5));
        bench.uploaded("r1");
        bench.uploaded("r2");
        assertThat(bench.gauge("peerscribe.storage.oldest.age")).isZero();
    }

    @Test
    void whatMayStillComeToTheStoreIsToldToWhoWaitsForIt() throws Exception {
        bench.store.down();
        bench.open();
        assertThat(bench.service().pending()).isZero();
        bench.has("r1", 1000);
        bench.finished("r1");
        assertThat(bench.service().pending())
                .as("at once, before anybody looked")
                .isPositive();

        bench.failed("r1", 1);
        assertThat(bench.service().pending()).as("it is tried again").isEqualTo(1);

        bench.store.up();
        bench.pass(Duration.ofSeconds(20));
        bench.uploaded("r1");
        assertThat(bench.service().pending()).isZero();
    }

    @Test
    void nobodyWaitsForWhatNoFurtherAttemptCanBring() throws Exception {
        bench.has("r1", 1000);
        Files.write(bench.media("r1"), new byte[1000]);
        bench.has("r2", 1000, new RecordingDestination("attic", ""));
        bench.open();

        assertThat(bench.failed("r1", 1).lastCause()).isEqualTo(StorageCause.CHANGED);
        assertThat(bench.failed("r2", 1).lastCause()).isEqualTo(StorageCause.NO_STORE);

        assertThat(bench.service().list()).hasSize(2);
        assertThat(bench.service().pending()).isZero();
    }

    @Test
    void aWrongSecretIsNamedAndARightOneIsTakenWithoutARestart() throws Exception {
        Files.writeString(bench.secret, "WRONG");
        bench.has("r1", 1000);
        bench.open();

        UploadSnapshot upload = bench.failed("r1", 1);

        assertThat(upload.lastCause()).isEqualTo(StorageCause.DENIED);
        assertThat(upload.lastCause()).extracting(StorageCause::fault).isEqualTo(StorageCause.Fault.CONFIGURATION);
        assertThat(bench.media("r1")).exists();
        await().untilAsserted(() -> assertThat(bench.events)
                .contains(new StorageEvent.UploadFailed(
                        MEETING, "r1", Stores.DEFAULT, StorageCause.DENIED, 1, upload.nextAttemptAt())));
        Files.delete(bench.secret);
        bench.pass(Duration.ofSeconds(20));
        assertThat(bench.failed("r1", 2).lastCause()).isEqualTo(StorageCause.CREDENTIALS);
        Files.writeString(bench.secret, TestStore.SECRET_KEY);
        bench.pass(Duration.ofSeconds(20));
        bench.uploaded("r1");
    }

    @Test
    void aStoreThatFailsForAMomentIsAskedAgainAtOnce() throws Exception {
        bench.settings.attempts = 3;
        bench.store.unavailable.set(2);
        bench.has("r1", 1000);
        bench.open();

        bench.uploaded("r1");

        assertThat(bench.count("peerscribe.storage.failures")).isZero();
    }

    @Test
    void whoMayNotListABucketMayStillUpload() throws Exception {
        bench.store.hidesMissing = true;
        bench.has("r1", 1000);
        bench.open();

        bench.uploaded("r1");
    }

    @Test
    void afterAKillTheUploadGoesOnWhereItWas(@TempDir Path copy) throws Exception {
        byte[] content = bench.has("r1", 4 * PART);
        bench.store.freeParts.set(3);
        UploadService killed = bench.open();
        await().until(() -> bench.store.partPermits.hasQueuedThreads());
        // What a kill leaves: the disk as it is at this moment.
        Files.copy(bench.journals().resolve("r1.json"), copy.resolve("r1.json"));
        bench.store.down();
        killed.stop();
        bench.store.freeParts.set(-1);
        bench.store.up();

        bench.open(copy);
        bench.uploaded("r1");

        assertThat(bench.store.content(key("r1", "aa11-1.webm"))).isEqualTo(content);
        assertThat(bench.store.count("PUT part 200")).isEqualTo(4);
        assertThat(bench.count("peerscribe.storage.parts.found")).isEqualTo(3);
        assertThat(bench.store.uploads).isEmpty();
    }

    @Test
    void whatAKilledProcessCompletedWithoutNotingItIsNotSentAgain(@TempDir Path empty) throws Exception {
        bench.has("r1", 2 * PART);
        UploadService killed = bench.open();
        bench.uploaded("r1");
        killed.stop();

        bench.open(empty);
        bench.uploaded("r1");

        assertThat(bench.store.count("PUT part 200")).isEqualTo(2);
        assertThat(bench.store.count("PUT object 200")).isEqualTo(2);
    }

    @Test
    void whereTheStateOfWhatHasGoneFromHereIsDamagedItIsFoundAtTheStore() throws Exception {
        bench.has("r1", 1000);
        bench.has("r2", 1000);
        bench.open();
        bench.uploaded("r1");
        bench.uploaded("r2");
        bench.service().stop();
        for (String id : List.of("r1", "r2")) {
            Files.delete(bench.media(id));
            Files.writeString(bench.journals().resolve(id + ".json"), "{");
        }
        TestStore.Stored other = bench.store.object(key("r1", "aa11-1.webm"));
        bench.store.objects.put(key("r2", "aa11-1.webm"), other);

        bench.open();
        UploadSnapshot found = bench.uploaded("r1");
        UploadSnapshot missed = bench.failed("r2", 1);

        assertThat(found.localCopy()).isFalse();
        assertThat(found.files()).allMatch(UploadSnapshot.File::uploaded);
        assertThat(missed.lastCause()).isEqualTo(StorageCause.FILE);
        assertThat(bench.store.count("PUT object 200")).isEqualTo(6);
        assertThat(bench.count("peerscribe.storage.journals.rejected")).isEqualTo(2);
        assertThat(bench.journals().resolve("r1.json.rejected")).hasContent("{");
    }

    @Test
    void partsThatNobodyWouldEverCompleteAreGivenUp() throws Exception {
        byte[] content = bench.has("r1", 2 * PART);
        bench.store.uploads.put("orphan", new TestStore.Upload(key("r1", "aa11-1.webm"), Map.of(), new TreeMap<>()));
        bench.store.uploads.put(
                "of another", new TestStore.Upload(key("r1", "aa11-1.webm2"), Map.of(), new TreeMap<>()));
        bench.open();

        bench.uploaded("r1");

        assertThat(bench.store.content(key("r1", "aa11-1.webm"))).isEqualTo(content);
        assertThat(bench.store.uploads).containsOnlyKeys("of another");
    }

    @Test
    void aFileThatWasChangedDoesNotGoAndNeitherDoesTheManifest() throws Exception {
        bench.has("r1", 1000);
        Files.write(bench.media("r1"), new byte[1000]);
        bench.open();

        UploadSnapshot upload = bench.failed("r1", 1);

        assertThat(upload.lastCause()).isEqualTo(StorageCause.CHANGED);
        assertThat(upload.lastCause()).extracting(StorageCause::fault).isEqualTo(StorageCause.Fault.OURS);
        assertThat(bench.store.objects).containsOnlyKeys(key("r1", "recording.json"));
    }

    @Test
    void deletingARecordingEndsItsUploadAndLeavesNothingBehind() throws Exception {
        bench.has("r1", 3 * PART);
        bench.store.freeParts.set(1);
        bench.open();
        await().until(() -> bench.store.partPermits.hasQueuedThreads());

        bench.recordings.delete("r1");
        bench.service().on(new RecordingEvent.RecordingRemoved(MEETING, "r1"));

        await().until(() -> bench.service().find("r1").isEmpty());
        bench.store.partPermits.release(10);
        assertThat(bench.store.uploads).isEmpty();
        assertThat(bench.store.objects).isEmpty();
        await().untilAsserted(() -> assertThat(bench.journals()).isEmptyDirectory());
    }

    @Test
    void objectsGoWithTheirRecordingWhereThatIsConfiguredEvenIfTheStoreIsAwayThen() throws Exception {
        bench.settings.deleteObjects = true;
        bench.has("r1", 1000);
        bench.open();
        bench.uploaded("r1");
        bench.store.down();
        bench.recordings.delete("r1");
        bench.service().on(new RecordingEvent.RecordingRemoved(MEETING, "r1"));
        bench.awaits("r1", upload -> upload.state() == UploadState.REMOVING && upload.failures() == 1);
        bench.service().stop();
        bench.open();
        bench.store.up();

        bench.pass(Duration.ofSeconds(20));

        await().until(() -> bench.service().find("r1").isEmpty());
        assertThat(bench.store.objects).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKillWithinADeletionKeepsNeitherTheRecordingNorItsObjects(boolean folderHadGone, @TempDir Path copy)
            throws Exception {
        bench.settings.deleteObjects = true;
        bench.has("r1", 1000);
        UploadService killed = bench.open();
        bench.uploaded("r1");
        bench.store.down();
        bench.removing("r1");
        // What a kill leaves: the disk as it is at this moment.
        Files.copy(bench.journals().resolve("r1.json"), copy.resolve("r1.json"));
        if (folderHadGone) {
            bench.recordings.delete("r1");
        }
        killed.stop();
        bench.store.up();
        assertThat(bench.store.objects).hasSize(3);

        bench.open(copy);

        await().until(() -> bench.service().find("r1").isEmpty());
        assertThat(bench.store.objects).isEmpty();
        assertThat(bench.recordings.find("r1")).isEmpty();
        assertThat(copy).isEmptyDirectory();
    }

    @Test
    void whatIsNotWrittenDownNeitherGoesToTheStoreNorFromHere() throws Exception {
        bench.settings.retention = new StorageProperties.Retention(Duration.ofHours(1), null, null);
        bench.recordings.kept(false);
        bench.has("r1", 1000);
        bench.open();

        assertThat(bench.failed("r1", 1).lastCause()).isEqualTo(StorageCause.UNKEPT);
        assertThat(bench.store.objects).isEmpty();
        bench.recordings.kept(true);
        bench.pass(Duration.ofSeconds(20));
        bench.uploaded("r1");
        bench.recordings.kept(false);
        bench.pass(Duration.ofHours(1));
        UploadSnapshot refused = bench.awaits("r1", upload -> upload.failures() == 1);
        bench.idle();
        assertThat(refused.lastCause()).isEqualTo(StorageCause.UNKEPT);
        assertThat(bench.media("r1")).exists();

        bench.recordings.kept(true);
        bench.pass(Duration.ofSeconds(20));
        bench.awaits("r1", upload -> !upload.localCopy());
        assertThat(bench.media("r1")).doesNotExist();
    }

    @Test
    void whatIsMissingAtStartCostsNoObjectAndIsRememberedForWhenItIsBack() throws Exception {
        bench.settings.deleteObjects = true;
        bench.has("r1", 1000);
        bench.open();
        bench.uploaded("r1");
        bench.service().stop();
        bench.recordings.delete("r1");

        bench.open();
        await().until(() -> bench.service().find("r1").isEmpty());
        bench.service().stop();
        assertThat(bench.store.objects).hasSize(3);

        bench.has("r1", 1000);
        bench.open();
        bench.uploaded("r1");
        assertThat(bench.store.count("PUT object 200")).isEqualTo(3);
        assertThat(bench.count("peerscribe.storage.uploaded")).isEqualTo(1);
    }

    @Test
    void theLocalCopyGoesOnceItsTimeHasComeAndALinkGivesTheFile() throws Exception {
        bench.settings.retention = new StorageProperties.Retention(Duration.ofHours(1), null, null);
        byte[] content = bench.has("r1", 1000);
        bench.open();
        bench.uploaded("r1");
        bench.pass(Duration.ofMinutes(59));
        bench.pass(Duration.ofSeconds(30));
        assertThat(bench.media("r1")).exists();

        bench.pass(Duration.ofSeconds(31));
        UploadSnapshot released = bench.awaits("r1", upload -> !upload.localCopy());

        assertThat(bench.media("r1")).doesNotExist();
        assertThat(released.state()).isEqualTo(UploadState.UPLOADED);
        await().untilAsserted(() -> assertThat(bench.events)
                .contains(new StorageEvent.LocalCopyRemoved(MEETING, "r1", Stores.DEFAULT, 1000)));
        URI link = bench.service().link("r1", "aa11-1.webm", false).orElseThrow();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer =
                    client.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(content);
        }
        assertThat(bench.service().link("r1", "another.webm", false)).isEmpty();
    }

    @Test
    void whatTheStoreHasLostMeanwhileStaysHereAndGoesThereAgain() throws Exception {
        bench.settings.retention = new StorageProperties.Retention(Duration.ofHours(1), null, null);
        byte[] content = bench.has("r1", 1000);
        bench.open();
        bench.uploaded("r1");
        bench.store.objects.remove(key("r1", "aa11-1.webm"));

        bench.pass(Duration.ofHours(1));
        bench.awaits("r1", upload -> upload.failures() == 1);
        assertThat(bench.media("r1")).exists();
        bench.pass(Duration.ofSeconds(9));
        bench.uploaded("r1");

        assertThat(bench.store.content(key("r1", "aa11-1.webm"))).isEqualTo(content);
    }

    @Test
    void whatIsTooOldIsForgottenOnlyWhereTheStoreHasAllOfIt() throws Exception {
        bench.settings.retention = new StorageProperties.Retention(null, Duration.ofHours(1), null);
        bench.settings.deleteObjects = true;
        bench.has("r1", 1000);
        bench.has("r2", 1000);
        Files.write(bench.media("r2").resolveSibling("bb22-1.webm"), new byte[7]); // recovery left it unlisted
        bench.open();
        bench.uploaded("r1");
        bench.uploaded("r2");
        bench.store.objects.remove(key("r1", "aa11-1.webm"));

        bench.pass(Duration.ofHours(2));
        bench.awaits("r1", upload -> upload.failures() == 1);
        assertThat(bench.recordings.find("r1")).isPresent();
        bench.pass(Duration.ofSeconds(9));
        bench.uploaded("r1");
        bench.pass(Duration.ofSeconds(10));

        await().until(() -> bench.recordings.find("r1").isEmpty());
        await().untilAsserted(
                        () -> assertThat(bench.journals().resolve("r1.json")).doesNotExist());
        assertThat(bench.service().find("r1")).isEmpty();
        assertThat(bench.store.objects).containsKey(key("r1", "aa11-1.webm"));
        assertThat(bench.recordings.find("r2")).isPresent();
        assertThat(bench.count("peerscribe.storage.local.removed", "why", "age"))
                .isEqualTo(1);
        assertThat(bench.events)
                .contains(new StorageEvent.RecordingForgotten(MEETING, "r1", Stores.DEFAULT))
                .doesNotContain(new StorageEvent.RecordingForgotten(MEETING, "r2", Stores.DEFAULT));
    }

    @Test
    void theAgentsEndWaitsForNobodyWhoDoesNotAnswer() throws Exception {
        bench.has("r1", 2 * PART);
        bench.store.freeParts.set(0);
        bench.open();
        await().until(() -> bench.store.partPermits.hasQueuedThreads());
        // closing asserts the bound
    }

    @Test
    void theAgentsEndLetsAnUploadFinishThatCan() throws Exception {
        bench.settings.finishWithin = Duration.ofSeconds(10);
        bench.open();
        bench.has("r1", 2 * PART);
        bench.finished("r1");

        bench.service().stop();

        assertThat(bench.service().find("r1").orElseThrow().state()).isEqualTo(UploadState.UPLOADED);
        bench.service = null;
    }
}
