package dev.peerscribe.storage;

import dev.peerscribe.recording.RecordingProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Every upload that is known, in memory and on the disk. Methods are for any thread. */
@Component
final class UploadRegister {
    private static final Logger log = LoggerFactory.getLogger(UploadRegister.class);

    private final UploadJournal journal;
    private final StorageMetrics metrics;
    private final Map<String, UploadJob> jobs = new ConcurrentHashMap<>();

    @Autowired
    UploadRegister(
            StorageProperties properties, RecordingProperties recording, JsonMapper json, StorageMetrics metrics) {
        this(
                Objects.requireNonNullElseGet(
                        properties.directory(), () -> recording.directory().resolve(".uploads")),
                json,
                metrics);
    }

    /** Takes in what earlier runs left in a folder. */
    UploadRegister(Path directory, JsonMapper json, StorageMetrics metrics) {
        this.metrics = metrics;
        journal = new UploadJournal(directory, json, metrics);
        journal.read().forEach(entry -> jobs.put(entry.recordingId(), new UploadJob(entry)));
    }

    Optional<UploadJob> find(String recordingId) {
        return Optional.ofNullable(jobs.get(recordingId));
    }

    /** All of them, the oldest first. */
    List<UploadJob> all() {
        return jobs.values().stream()
                .sorted(Comparator.comparing((UploadJob job) -> job.entry().createdAt())
                        .thenComparing(job -> job.entry().recordingId()))
                .toList();
    }

    /** Begins one; what was known of the same recording is replaced. */
    void begin(UploadEntry entry) {
        UploadJob job = new UploadJob(entry);
        jobs.put(entry.recordingId(), job);
        save(job, it -> it);
    }

    /** Changes one and writes it down, unless its recording was deleted: then another page of it is the one that counts. */
    UploadEntry save(UploadJob job, UnaryOperator<UploadEntry> change) {
        synchronized (job) {
            UploadEntry entry = job.become(change);
            if (!job.cancelled()) {
                write(entry);
            }
            return entry;
        }
    }

    /** The recording of an upload is about to be deleted with its objects: from now on the disk says so. */
    void noteRemoval(String recordingId) {
        UploadJob job = jobs.get(recordingId);
        if (job == null) {
            return;
        }
        synchronized (job) {
            job.cancel();
            write(job.become(entry -> entry.removing(true)));
        }
    }

    private void write(UploadEntry entry) {
        try {
            journal.write(entry);
        } catch (IOException e) {
            // The disk may be full; memory still knows, and what a restart forgets it finds at the store.
            metrics.journalUnwritten();
            log.warn("The state of upload {} could not be written: {}", entry.recordingId(), e.toString());
        }
    }

    /** Leaves one to the next start: it is kept on the disk only. */
    void leave(UploadJob job) {
        jobs.remove(job.entry().recordingId(), job);
    }

    void forget(String recordingId) {
        jobs.remove(recordingId);
        journal.remove(recordingId);
    }

    /** What is on its way, or about to be. */
    List<UploadEntry> waiting() {
        return all().stream().map(UploadJob::entry).filter(UploadEntry::waits).toList();
    }

    int atWork() {
        return (int) jobs.values().stream().filter(UploadJob::working).count();
    }

    /** Those of them that go to a store. */
    int atWork(String store) {
        return (int) jobs.values().stream()
                .filter(job -> job.entry().store().equals(store) && job.working())
                .count();
    }

    double oldestSeconds(Instant now) {
        return waiting().stream()
                .mapToDouble(entry -> Duration.between(entry.createdAt(), now).toMillis() / 1000.0)
                .max()
                .orElse(0);
    }
}
