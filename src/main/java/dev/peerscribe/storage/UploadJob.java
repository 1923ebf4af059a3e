package dev.peerscribe.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An upload at work. Every field is guarded by this object's lock, but for what counts bytes. */
final class UploadJob {
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private UploadEntry now;
    private @Nullable Thread worker;
    /** Whether its recording was deleted. */
    private boolean cancelled;
    /** Whether nothing of it is left at the store that should not be. */
    private boolean cleared;

    UploadJob(UploadEntry entry) {
        now = entry;
    }

    synchronized UploadEntry entry() {
        return now;
    }

    synchronized UploadEntry become(UnaryOperator<UploadEntry> change) {
        now = change.apply(now);
        return now;
    }

    /** Whether a worker should take it up, which none has done. */
    synchronized boolean due(Instant time) {
        Instant next = now.nextAttemptAt();
        return worker == null && now.state() != UploadState.UPLOADED && (next == null || !time.isBefore(next));
    }

    /** A worker takes it up; false where another has. */
    synchronized boolean takeUp(Thread thread) {
        if (worker != null) {
            return false;
        }
        worker = thread;
        if (now.state() == UploadState.QUEUED) {
            now = now.with(UploadState.RUNNING);
        }
        return true;
    }

    /** The worker is done with it; true where its recording was deleted meanwhile. */
    synchronized boolean layDown() {
        worker = null;
        if (now.state() == UploadState.RUNNING) {
            now = now.with(UploadState.QUEUED);
        }
        return cancelled;
    }

    /** Its recording was deleted; false where a worker is at it, which is interrupted. */
    synchronized boolean cancel() {
        cancelled = true;
        Thread at = worker;
        if (at != null) {
            at.interrupt();
        }
        return at == null;
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    synchronized void cleared() {
        cleared = true;
    }

    synchronized boolean isCleared() {
        return cleared;
    }

    /** Whether it is at the store, its files are here too, and nothing speaks against looking whether they may go. */
    synchronized boolean mayBeReleased(Instant time) {
        Instant next = now.nextAttemptAt();
        return worker == null
                && !cancelled
                && now.state() == UploadState.UPLOADED
                && now.localCopy()
                && (next == null || !time.isBefore(next));
    }

    synchronized void interrupt() {
        Thread at = worker;
        if (at != null) {
            at.interrupt();
        }
    }

    synchronized boolean working() {
        return worker != null;
    }

    /** So much of a file is at the store. */
    void sent(String name, long bytes) {
        sent.put(name, bytes);
    }

    synchronized UploadSnapshot snapshot() {
        List<UploadSnapshot.File> files = now.files().stream()
                .map(file -> new UploadSnapshot.File(
                        file.name(),
                        now.object(file).toString(),
                        file.bytes(),
                        file.uploaded() ? file.bytes() : sent.getOrDefault(file.name(), 0L),
                        file.uploaded()))
                .toList();
        return new UploadSnapshot(
                now.recordingId(),
                now.meetingId(),
                now.store(),
                now.state(),
                now.createdAt(),
                now.uploadedAt(),
                files,
                now.failures(),
                now.nextAttemptAt(),
                now.lastCause(),
                now.localCopy());
    }
}
