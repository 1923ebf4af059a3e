package dev.peerscribe.storage;

import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingConflictException;
import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.Recordings;
import dev.peerscribe.storage.StorageEvent.RecordingForgotten;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/** What is on this disk of recordings, held against the rules of how long it stays. On the control thread. */
final class LocalCopies {
    private static final Logger log = LoggerFactory.getLogger(LocalCopies.class);

    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Retention retention;
    private final ConfiguredStores stores;
    private final Recordings recordings;
    private final UploadRegister register;
    private final StorageMetrics metrics;
    private final ApplicationEventPublisher publisher;
    private final FreeSpace disk;
    private final Clock clock;
    private Instant lookAt = Instant.MIN;

    /** How much room there is on the disk of the recordings (bytes). */
    @FunctionalInterface
    interface FreeSpace {
        long bytes() throws IOException;
    }

    /** An uploaded recording of which something should go, once the store says again that it has it. */
    record Due(UploadJob job, Retention.Action action, StorageMetrics.Removal why) {}

    LocalCopies(
            Retention retention,
            ConfiguredStores stores,
            Recordings recordings,
            UploadRegister register,
            StorageMetrics metrics,
            ApplicationEventPublisher publisher,
            FreeSpace disk,
            Clock clock) {
        this.publisher = publisher;
        this.retention = retention;
        this.stores = stores;
        this.recordings = recordings;
        this.register = register;
        this.metrics = metrics;
        this.disk = disk;
        this.clock = clock;
    }

    /** Forgets what is too old and has gone from here, and gives what the store is to be asked about; does nothing but every few seconds. */
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
            Retention.Candidate candidate = verdict.candidate();
            String id = candidate.recordingId();
            UploadJob job = register.find(id).orElse(null);
            switch (verdict.action()) {
                case FORGET -> {
                    if (!candidate.store()) {
                        forget(id, verdict.why());
                    } else if (!holdsMore(id, job)) {
                        if (job == null || !job.entry().localCopy()) {
                            forget(id, verdict.why());
                        } else if (job.mayBeReleased(now)) {
                            due.add(new Due(job, verdict.action(), verdict.why()));
                        }
                    }
                }
                case RELEASE -> {
                    if (job != null && job.mayBeReleased(now)) {
                        due.add(new Due(job, verdict.action(), verdict.why()));
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
        UploadJob job = register.find(recording.id()).orElse(null);
        Instant endedAt = Objects.requireNonNullElse(recording.endedAt(), recording.startedAt());
        boolean nothing = recording.state() == RecordingState.FAILED;
        return new Retention.Candidate(
                recording.id(),
                job != null || stores.of(recording).isPresent(),
                endedAt,
                nothing ? endedAt : job == null ? null : job.entry().uploadedAt(),
                !nothing && (job == null || job.entry().localCopy()),
                recording.files().stream().mapToLong(RecordedFile::bytes).sum());
    }

    /** Whether media are here that never went to the store: of what failed, or of what recovery could make nothing. */
    private boolean holdsMore(String recordingId, @Nullable UploadJob job) {
        Path folder = recordings.folder(recordingId).orElse(null);
        if (folder == null || !Files.isDirectory(folder)) {
            return false;
        }
        Set<String> uploaded = job == null
                ? Set.of()
                : job.entry().files().stream().map(UploadEntry.File::name).collect(Collectors.toSet());
        try (DirectoryStream<Path> media = Files.newDirectoryStream(folder, "*.{webm,mkv,mp4}")) {
            for (Path file : media) {
                if (!uploaded.contains(file.getFileName().toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return true; // what cannot be told is no reason to remove something
        }
    }

    /** Removes all that is here of a recording, and nothing at the store. */
    void forget(String recordingId, StorageMetrics.Removal why) {
        UploadJob job = register.find(recordingId).orElse(null);
        if (job != null && (job.working() || job.entry().state() != UploadState.UPLOADED)) {
            return;
        }
        // Before the recording: who hears of its removal must find no upload whose objects might go too.
        register.forget(recordingId);
        String meetingId =
                recordings.find(recordingId).map(RecordingSnapshot::meetingId).orElse("");
        try {
            if (recordings.delete(recordingId)) {
                metrics.removed(why);
                log.info("Recording {} was removed: {}", recordingId, why);
                publisher.publishEvent(new RecordingForgotten(
                        meetingId,
                        recordingId,
                        job == null ? RecordingDestination.NONE : job.entry().store()));
            }
        } catch (RecordingConflictException e) {
            log.debug("Recording {} is not finished", recordingId);
        }
    }
}
