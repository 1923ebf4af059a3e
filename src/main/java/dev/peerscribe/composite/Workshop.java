package dev.peerscribe.composite;

import dev.peerscribe.composite.CompositeEvent.CompositeProgressed;
import dev.peerscribe.composite.CompositeEvent.CompositeStateChanged;
import dev.peerscribe.composite.CompositeSnapshot.Film;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/** Where composites are made: takes one job after the other, keeps what becomes of it and tells it. */
final class Workshop {
    private static final Logger log = LoggerFactory.getLogger(Workshop.class);

    /** What is more than a picture away from its end is left to the process's (s). */
    private static final long STOP_SECONDS = 2;

    private final CompositeProperties properties;
    private final Recordings recordings;
    private final ApplicationEventPublisher publisher;
    private final CompositeMetrics metrics;
    private final CompositeJournal journal;
    private final Pace pace = new Pace();
    // written by who starts and stops the service
    private volatile @Nullable ThreadPoolExecutor workers;
    private volatile boolean stopping;

    Workshop(
            CompositeProperties properties,
            Recordings recordings,
            ApplicationEventPublisher publisher,
            CompositeMetrics metrics,
            CompositeJournal journal) {
        this.properties = properties;
        this.recordings = recordings;
        this.publisher = publisher;
        this.metrics = metrics;
        this.journal = journal;
    }

    /** Is told which recordings are being made. */
    Pace pace() {
        return pace;
    }

    boolean isOpen() {
        return workers != null;
    }

    void open() {
        stopping = false;
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                properties.jobs(),
                properties.jobs(),
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // bounded by the jobs that may wait
                Thread.ofPlatform().name("composite-", 1).daemon().factory());
        executor.allowCoreThreadTimeOut(true);
        workers = executor;
    }

    /** Takes a new job, which waits for its turn; on the thread of whoever asked for it. */
    void take(CompositeJob job) {
        CompositeSnapshot asked = job.snapshot();
        tell(asked, null);
        if (save(job)) {
            enqueue(job);
        } else {
            fail(job, "the folder for the composite cannot be written");
        }
        if (job.removed()) {
            journal.remove(asked.recordingId(), asked.id()); // removed by a listener, say, before it had a folder
        }
    }

    /** A job waits for its turn. */
    void enqueue(CompositeJob job) {
        ThreadPoolExecutor executor = workers;
        try {
            if (executor != null) {
                executor.execute(() -> work(job));
            }
        } catch (RejectedExecutionException e) {
            log.debug("The agent ends; the next start goes on with what waits");
        }
    }

    /** What is being made is left at the next picture; the next start goes on with it. */
    void stop() {
        stopping = true;
        ThreadPoolExecutor executor = workers;
        workers = null;
        if (executor != null) {
            executor.shutdown();
            executor.getQueue().clear();
            try {
                if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                    log.warn("A composite is being left late");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void work(CompositeJob job) {
        if (stopping || !job.takeUp()) {
            return;
        }
        String id = job.snapshot().id();
        try {
            CompositeState before = job.snapshot().state();
            tell(job.become(CompositeState.RUNNING, null, null), before);
            save(job);
            Film film = make(job);
            CompositeSnapshot done = job.become(CompositeState.COMPLETE, film, null);
            if (save(job)) {
                journal.removeParts(done.recordingId(), done.id());
            }
            metrics.finished(done.state());
            tell(done, CompositeState.RUNNING);
        } catch (StoppedException e) {
            if (!job.removed()) {
                job.become(CompositeState.QUEUED, null, null);
            }
        } catch (CompositeException | FfmpegException | CompositeConflictException | MediaGoneException e) {
            fail(job, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.warn("Composite {} cannot be made: {}", id, e.toString());
            fail(job, "a file could not be read or written");
        } catch (RuntimeException | LinkageError e) {
            log.error("Composite {} cannot be made", id, e);
            fail(job, "the agent's log says more");
        } finally {
            if (job.layDown()) {
                journal.remove(job.snapshot().recordingId(), id);
            }
        }
    }

    private Film make(CompositeJob job) throws IOException {
        CompositeSnapshot composite = job.snapshot();
        String recordingId = composite.recordingId();
        RecordingSnapshot recording = recordings
                .find(recordingId)
                .orElseThrow(() -> new CompositeException("recording " + recordingId + " is gone"));
        MediaGoneException.check(recordings, recording);
        Path media = recordings
                .folder(recordingId)
                .orElseThrow(() -> new CompositeException("recording " + recordingId + " is gone"));
        return new Production(
                        properties,
                        composite.request(),
                        journal.folder(recordingId, composite.id()),
                        new Signal(job),
                        new Told(job))
                .make(recording, media, job.cut());
    }

    private void fail(CompositeJob job, String why) {
        if (job.removed()) {
            return;
        }
        CompositeState before = job.snapshot().state();
        CompositeSnapshot failed = job.become(CompositeState.FAILED, null, why);
        save(job);
        journal.removeParts(failed.recordingId(), failed.id());
        metrics.finished(failed.state());
        tell(failed, before);
    }

    /** False where the disk does not take it: memory still knows. */
    private boolean save(CompositeJob job) {
        CompositeJournal.Entry entry = job.entry();
        try {
            journal.write(entry);
            return true;
        } catch (IOException e) {
            log.warn(
                    "The journal of composite {} could not be written: {}",
                    entry.composite().id(),
                    e.toString());
            return false;
        }
    }

    private void tell(CompositeSnapshot composite, @Nullable CompositeState from) {
        publisher.publishEvent(new CompositeStateChanged(
                composite.meetingId(),
                composite.recordingId(),
                composite.id(),
                from,
                composite.state(),
                composite.error()));
    }

    /** Ends the work of a job that is removed, or of all. */
    private final class Signal implements StopSignal {
        private final CompositeJob job;

        Signal(CompositeJob job) {
            this.job = job;
        }

        @Override
        public void check() throws StoppedException {
            if (stopping || job.removed()) {
                throw new StoppedException();
            }
        }

        @Override
        public void pictureMade() {
            metrics.picture();
            pace.pictureMade();
        }
    }

    /** Tells how a job goes on. */
    private final class Told implements Production.Listener {
        private final CompositeJob job;

        Told(CompositeJob job) {
            this.job = job;
        }

        @Override
        public void progressed(double progress, boolean part) {
            job.progressed(progress);
            if (part) {
                CompositeSnapshot now = job.snapshot();
                save(job);
                publisher.publishEvent(new CompositeProgressed(now.meetingId(), now.recordingId(), now.id(), progress));
            }
        }

        @Override
        public void noted(Set<String> notes) {
            job.noted(notes);
        }
    }
}
