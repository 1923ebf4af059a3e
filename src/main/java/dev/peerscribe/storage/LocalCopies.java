package dev.peerscribe.storage;

import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingConflictException;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.Recordings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is on this disk of recordings, held against the rules of how long it stays. On the control thread. */
final class LocalCopies {
    private static final Logger log = LoggerFactory.getLogger(LocalCopies.class);

    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Retention retention;
    private final Recordings recordings;
    private final Map<String, UploadJob> jobs;
    private final UploadJournal journal;
    private final StorageMetrics metrics;
    private final FreeSpace disk;
    private final Clock clock;
    private Instant lookAt = Instant.MIN;

    /** How much room there is on the disk of the recordings (bytes). */
    @FunctionalInterface
    interface FreeSpace {
        long bytes() throws IOException;
    }

    /** An uploaded recording whose files should go, once the store says again that it has them. */
    record Due(UploadJob job, StorageMetrics.Removal why) {}

    LocalCopies(
            Retention retention,
            Recordings recordings,
            Map<String, UploadJob> jobs,
            UploadJournal journal,
            StorageMetrics metrics,
            FreeSpace disk,
            Clock clock) {
        this.retention = retention;
        this.recordings = recordings;
        this.jobs = jobs;
        this.journal = journal;
        this.metrics = metrics;
        this.disk = disk;
        this.clock = clock;
    }

    /** Forgets what is too old, and gives what the store is to be asked about; does nothing but every few seconds. */
    List<Due> look() {
        Instant now = clock.instant();
        if (retention.never() || now.isBefore(lookAt)) {
            return List.of();
        }
        lookAt = now.plus(LOOK);
        List<Retention.Candidate> finished = recordings.list().stream()
                .filter(each -> each.state() == RecordingState.COMPLETE || each.state() == RecordingState.FAILED)
                .map(this::candidate)
                .toList();
        List<Due> due = new ArrayList<>();
        for (Retention.Verdict verdict : retention.of(finished, now, free())) {
            UploadJob job = jobs.get(verdict.recordingId());
            switch (verdict.action()) {
                case FORGET -> forget(verdict, job);
                case RELEASE -> {
                    if (job != null && job.mayBeReleased(now)) {
                        due.add(new Due(job, verdict.why()));
                    }
                }
            }
        }
        return due;
    }

    private long free() {
        try {
            return disk.bytes();
        } catch (IOException e) {
            return Long.MAX_VALUE; // what cannot be told is no reason to remove something
        }
    }

    private Retention.Candidate candidate(RecordingSnapshot recording) {
        UploadJob job = jobs.get(recording.id());
        Instant endedAt = Objects.requireNonNullElse(recording.endedAt(), recording.startedAt());
        boolean nothing = recording.state() == RecordingState.FAILED;
        return new Retention.Candidate(
                recording.id(),
                endedAt,
                nothing ? endedAt : job == null ? null : job.entry().uploadedAt(),
                !nothing && (job == null || job.entry().localCopy()),
                recording.files().stream().mapToLong(RecordedFile::bytes).sum());
    }

    private void forget(Retention.Verdict verdict, @Nullable UploadJob job) {
        if (job != null) {
            if (job.working() || (retention.store() && job.entry().state() != UploadState.UPLOADED)) {
                return;
            }
            // Objects stay. A restart before the last line finds an upload without a recording, and drops it.
            jobs.remove(verdict.recordingId(), job);
        }
        try {
            if (recordings.delete(verdict.recordingId())) {
                metrics.removed(verdict.why());
                log.info("Recording {} was removed: {}", verdict.recordingId(), verdict.why());
            }
        } catch (RecordingConflictException e) {
            log.debug("Recording {} is not finished", verdict.recordingId());
        }
        journal.remove(verdict.recordingId());
    }
}
