package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.Ffmpeg;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What earlier runs left unfinished; completes it on a thread of its own. */
final class UnfinishedRecordings {
    private static final Logger log = LoggerFactory.getLogger(UnfinishedRecordings.class);

    private final RecordingJournal journal;
    /** Of recordings that do not say. */
    private final RecordingFormat configured;

    private final long spare;
    private final Aftermath aftermath;
    /** Written before the thread starts and by it. */
    private volatile List<RecordingSnapshot> left = List.of();
    /** Whether some are being repaired; written by who starts the service, and by the thread. */
    private volatile boolean working;
    /** Written by who starts and stops the service. */
    private volatile boolean stopped;

    private volatile @Nullable Thread thread;

    UnfinishedRecordings(RecordingJournal journal, RecordingFormat configured, long spare, Aftermath aftermath) {
        this.journal = journal;
        this.configured = configured;
        this.spare = spare;
        this.aftermath = aftermath;
    }

    /** These are to be completed. */
    void found(List<RecordingSnapshot> unfinished) {
        left = unfinished;
    }

    /** Begins to complete them; also loads FFmpeg, so that the first frame does not wait for that. */
    void recover() {
        stopped = false;
        working = true;
        Thread recovery =
                Thread.ofPlatform().name("recording-recovery").daemon(true).unstarted(this::run);
        thread = recovery;
        recovery.start();
    }

    /** Leaves what is not being completed yet to the next start. */
    void leave() {
        stopped = true;
    }

    /** Whether some wait to be repaired, or one just is; not those of which that failed. Any thread. */
    boolean areRepaired() {
        return working;
    }

    /** Waits for the one that is being completed, no longer than this. */
    void join(Duration bound) throws InterruptedException {
        Thread recovery = thread;
        if (recovery != null) {
            recovery.join(bound);
        }
    }

    private void run() {
        try {
            Ffmpeg.load();
            repair();
        } catch (LinkageError e) {
            log.error("FFmpeg cannot be loaded, nothing can be recorded", e);
        } finally {
            working = false;
        }
    }

    private void repair() {
        for (RecordingSnapshot each : left) {
            if (stopped) {
                return;
            }
            try {
                RecordingFormat format = each.format() == null ? configured : each.format();
                aftermath.recovered(new Recovery(journal.folder(each.id()), format, spare).recover(each));
            } catch (RuntimeException e) {
                log.error("Recording {} could not be recovered; the next start tries again", each.id(), e);
            }
        }
        left = List.of();
    }
}
