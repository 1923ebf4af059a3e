package dev.peerscribe.storage;

import dev.peerscribe.recording.Recordings;
import dev.peerscribe.signaling.Backoff;
import dev.peerscribe.storage.StorageEvent.LocalCopyRemoved;
import dev.peerscribe.storage.StorageEvent.RecordingUploaded;
import dev.peerscribe.storage.StorageEvent.UploadFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/** What is done for one recording at a time, each on a thread of its own that may be interrupted. */
final class UploadWorker {
    private static final Logger log = LoggerFactory.getLogger(UploadWorker.class);

    private final ConfiguredStores stores;
    private final Recordings recordings;
    private final UploadRegister register;
    private final StorageMetrics metrics;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;
    private final RandomGenerator random;
    private final Backoff backoff;

    UploadWorker(
            StorageProperties properties,
            ConfiguredStores stores,
            Recordings recordings,
            UploadRegister register,
            StorageMetrics metrics,
            ApplicationEventPublisher publisher,
            Clock clock,
            RandomGenerator random) {
        this.stores = stores;
        this.recordings = recordings;
        this.register = register;
        this.metrics = metrics;
        this.publisher = publisher;
        this.clock = clock;
        this.random = random;
        backoff = properties.uploads().retry().backoff();
    }

    /** Something that is done for a job. */
    private interface Step {
        void run(UploadJob job) throws StorageException, InterruptedException;
    }

    /** Goes on with what the job is about: to upload it, or to remove what it left at the store. */
    void advance(UploadJob job) {
        guarded(job, job.entry().state() == UploadState.REMOVING ? this::clear : this::upload);
    }

    /** Removes the local copy of an uploaded recording, once the store says again that it has it. */
    void release(UploadJob job, StorageMetrics.Removal why) {
        guarded(job, it -> release(it.entry(), it, why));
    }

    /** Whether the store says again that it has all of an uploaded recording; what it has not goes there once more. */
    boolean proves(UploadJob job) {
        AtomicBoolean proven = new AtomicBoolean();
        guarded(job, it -> {
            prove(it.entry(), it);
            proven.set(true);
        });
        return proven.get();
    }

    private void guarded(UploadJob job, Step step) {
        try {
            step.run(job);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StorageException e) {
            log.debug("Upload {}", job.entry().recordingId(), e);
            failed(job, e.reason());
        } catch (RuntimeException e) {
            log.error("Upload {} failed", job.entry().recordingId(), e);
            failed(job, StorageCause.INTERNAL);
        }
    }

    /** A file that cannot be read keeps no other from going; the manifest is the last, and goes when all others have. */
    private void upload(UploadJob job) throws StorageException, InterruptedException {
        UploadEntry entry = job.entry();
        Store store = store(entry);
        mustBeKept(entry.recordingId());
        Path folder = recordings.folder(entry.recordingId()).orElseThrow(() -> new StorageException(StorageCause.FILE));
        StorageException ours = null;
        String last = entry.files().isEmpty() ? "" : entry.files().getLast().name();
        for (UploadEntry.File file : entry.files()) {
            if (file.uploaded() || (ours != null && file.name().equals(last))) {
                continue;
            }
            try {
                upload(job, store, entry.object(file), folder.resolve(file.name()), file);
            } catch (StorageException e) {
                if (e.reason().fault() != StorageCause.Fault.OURS) {
                    throw e;
                }
                ours = ours == null ? e : ours;
            }
        }
        if (ours != null) {
            throw ours;
        }
        boolean here = entry.files().stream()
                .anyMatch(file -> !UploadPlan.stays(file.name()) && Files.exists(folder.resolve(file.name())));
        UploadEntry done = register.save(job, it -> {
            UploadEntry uploaded = it.uploaded(clock.instant());
            return here ? uploaded : uploaded.released();
        });
        metrics.recordingUploaded();
        log.info("Recording {} is at the store", done.recordingId());
        publisher.publishEvent(new RecordingUploaded(
                done.meetingId(), done.recordingId(), done.store(), done.files().size(), done.bytes()));
    }

    private void upload(UploadJob job, Store store, ObjectName name, Path path, UploadEntry.File file)
            throws StorageException, InterruptedException {
        FileUpload.Notes notes = new FileUpload.Notes() {
            @Override
            public void begun(UploadEntry.@Nullable Multipart multipart) {
                register.save(job, entry -> entry.with(file.name(), it -> it.begun(multipart)));
            }

            @Override
            public void sent(long bytes) {
                job.sent(file.name(), bytes);
            }
        };
        FileUpload.Result result =
                new FileUpload(store.objects(), store.settings().transfer(), metrics, name, path, notes).run(file);
        metrics.fileUploaded();
        register.save(
                job,
                entry -> entry.with(file.name(), it -> it.uploaded(result.etag(), result.bytes(), result.sha256())));
    }

    private Store store(UploadEntry entry) throws StorageException {
        return stores.find(entry.store()).orElseThrow(() -> new StorageException(StorageCause.NO_STORE));
    }

    private void clear(UploadJob job) throws StorageException, InterruptedException {
        UploadEntry entry = job.entry();
        ObjectStore store = store(entry).objects();
        for (UploadEntry.File file : entry.files()) {
            UploadEntry.Multipart begun = file.multipart();
            if (begun != null) {
                store.abort(entry.object(file), begun.uploadId());
            }
            if (entry.deleteObjects()) {
                store.delete(entry.object(file));
            }
        }
        job.cleared();
    }

    /** What stays here, and what says at the store what the recording is, must be its last word. */
    private void mustBeKept(String recordingId) throws StorageException {
        if (!recordings.isKept(recordingId)) {
            throw new StorageException(StorageCause.UNKEPT);
        }
    }

    private void prove(UploadEntry entry, UploadJob job) throws StorageException, InterruptedException {
        ObjectStore store = store(entry).objects();
        for (UploadEntry.File file : entry.files()) {
            Optional<ObjectStore.Stat> stat = store.stat(entry.object(file));
            boolean there = stat.filter(it -> it.bytes() == file.bytes()
                            && file.etag() != null
                            && (file.etag().isEmpty() || file.etag().equals(it.etag())))
                    .isPresent();
            if (!there) {
                log.warn("Recording {} is no longer whole at the store and goes there again", entry.recordingId());
                register.save(job, it -> it.with(UploadState.QUEUED).with(file.name(), UploadEntry.File::anew));
                throw new StorageException(StorageCause.CORRUPT);
            }
        }
    }

    private void release(UploadEntry entry, UploadJob job, StorageMetrics.Removal why)
            throws StorageException, InterruptedException {
        mustBeKept(entry.recordingId());
        prove(entry, job);
        long bytes = recordings.release(entry.recordingId());
        UploadEntry now = register.save(job, UploadEntry::released);
        metrics.removed(why);
        log.info("The files of recording {} went from this disk: they are at the store", entry.recordingId());
        publisher.publishEvent(new LocalCopyRemoved(now.meetingId(), now.recordingId(), now.store(), bytes));
    }

    private void failed(UploadJob job, StorageCause cause) {
        if (job.cancelled()) {
            return; // what failed was ended
        }
        int failures = job.entry().failures();
        Instant again = clock.instant().plus(backoff.delay(failures, random.nextDouble()));
        UploadEntry now = register.save(
                job,
                entry -> entry.failed(
                        entry.state() == UploadState.RUNNING ? UploadState.QUEUED : entry.state(), cause, again));
        metrics.failed(cause, now.store());
        log.warn(
                "Recording {} is not at the store {}, {} so far, again at {}: {}",
                now.recordingId(),
                now.store(),
                now.failures() == 1 ? "one failure" : now.failures() + " failures",
                again,
                cause.words());
        publisher.publishEvent(
                new UploadFailed(now.meetingId(), now.recordingId(), now.store(), cause, now.failures(), again));
    }
}
