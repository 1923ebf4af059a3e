package dev.peerscribe.composite;

import dev.peerscribe.composite.CompositeEvent.CompositeProgressed;
import dev.peerscribe.composite.CompositeEvent.CompositeRemoved;
import dev.peerscribe.composite.CompositeEvent.CompositeStateChanged;
import dev.peerscribe.composite.CompositeSnapshot.Film;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.Recordings;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** All composites: what is asked for waits on the disk, and workers make one after the other. */
@Service
class CompositeService implements Composites, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(CompositeService.class);

    private static final long STOP_SECONDS = 5;

    private final CompositeProperties properties;
    private final Recordings recordings;
    private final ApplicationEventPublisher publisher;
    private final CompositeMetrics metrics;
    private final CompositeJournal journal;
    private final Clock clock;
    private final RandomGenerator random;
    /** By id; guarded by itself where jobs are added. */
    private final Map<String, CompositeJob> jobs = new ConcurrentHashMap<>();

    private final Pace pace = new Pace();
    /** Written by who starts and stops the service. */
    private volatile @Nullable ThreadPoolExecutor workers;

    private volatile boolean stopping;

    @Autowired
    CompositeService(
            CompositeProperties properties,
            Recordings recordings,
            ApplicationEventPublisher publisher,
            MeterRegistry meters,
            JsonMapper json,
            Clock clock) {
        this(properties, recordings, publisher, meters, json, clock, new SecureRandom());
    }

    CompositeService(
            CompositeProperties properties,
            Recordings recordings,
            ApplicationEventPublisher publisher,
            MeterRegistry meters,
            JsonMapper json,
            Clock clock,
            RandomGenerator random) {
        this.properties = properties;
        this.recordings = recordings;
        this.publisher = publisher;
        this.clock = clock;
        this.random = random;
        journal = new CompositeJournal(properties.directory(), json);
        metrics = new CompositeMetrics(meters, () -> count(CompositeState.QUEUED), () -> count(CompositeState.RUNNING));
    }

    /** Takes in what earlier runs left, so that it is there before the first request is. */
    @PostConstruct
    void restore() {
        for (CompositeJournal.Entry each : journal.read()) {
            CompositeJob job = new CompositeJob(each);
            if (!each.composite().state().over()) {
                job.become(CompositeState.QUEUED, null, null);
            }
            jobs.put(each.composite().id(), job);
        }
    }

    @Override
    public void start() {
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
        jobs.values().stream()
                .map(CompositeJob::snapshot)
                .filter(each -> !each.state().over())
                .sorted(CompositeJournal::byAge)
                .forEach(each -> enqueue(each.id()));
    }

    @Override
    public Optional<CompositeSnapshot> request(String recordingId, CompositeRequest request) {
        Optional<RecordingSnapshot> found = recordings.find(recordingId);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RecordingSnapshot recording = found.get();
        if (recording.state() != RecordingState.COMPLETE) {
            throw new CompositeConflictException("recording " + recordingId + " is " + recording.state());
        }
        Timeline.of(recording, properties.longest().toMillis());
        CompositeJob job;
        synchronized (jobs) {
            if (list(recordingId).size() >= properties.perRecording()) {
                throw new CompositeConflictException(
                        "recording " + recordingId + " has " + properties.perRecording() + " composites already");
            }
            if (count(CompositeState.QUEUED) >= properties.queue()) {
                throw new CompositeQueueFullException(properties.queue());
            }
            job = new CompositeJob(new CompositeJournal.Entry(
                    new CompositeSnapshot(
                            newId(),
                            recordingId,
                            recording.meetingId(),
                            request,
                            CompositeState.QUEUED,
                            clock.instant(),
                            0,
                            null,
                            List.of(),
                            null),
                    new CompositeJournal.Cut(
                            properties.frameRate(), properties.part().toMillis())));
            jobs.put(job.snapshot().id(), job);
        }
        CompositeSnapshot asked = job.snapshot();
        tell(asked, null);
        if (save(job)) {
            enqueue(asked.id());
        } else {
            fail(job, "the folder for the composite cannot be written");
        }
        if (job.removed()) {
            journal.remove(recordingId, asked.id()); // removed by its event's listener, say, before it had a folder
        }
        return Optional.of(job.snapshot());
    }

    private String newId() {
        byte[] id = new byte[8];
        String text;
        do {
            random.nextBytes(id);
            text = HexFormat.of().formatHex(id);
        } while (jobs.containsKey(text));
        return text;
    }

    private void enqueue(String id) {
        ThreadPoolExecutor executor = workers;
        try {
            if (executor != null) {
                executor.execute(() -> work(id));
            }
        } catch (RejectedExecutionException e) {
            log.debug("The agent ends; the next start goes on with what waits");
        }
    }

    private void work(String id) {
        CompositeJob job = jobs.get(id);
        if (job == null || stopping || !job.takeUp()) {
            return;
        }
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
        } catch (CompositeException | CompositeConflictException e) {
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

    @Override
    public List<CompositeSnapshot> list(String recordingId) {
        return jobs.values().stream()
                .map(CompositeJob::snapshot)
                .filter(each -> each.recordingId().equals(recordingId))
                .sorted(CompositeJournal::byAge)
                .toList();
    }

    @Override
    public Optional<CompositeSnapshot> find(String recordingId, String compositeId) {
        return Optional.ofNullable(jobs.get(compositeId))
                .map(CompositeJob::snapshot)
                .filter(each -> each.recordingId().equals(recordingId));
    }

    @Override
    public Optional<Path> file(String recordingId, String compositeId) {
        return find(recordingId, compositeId).flatMap(composite -> {
            Film film = composite.file();
            return film == null
                    ? Optional.empty()
                    : Optional.of(journal.folder(recordingId, compositeId).resolve(film.name()))
                            .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
        });
    }

    @Override
    public boolean remove(String recordingId, String compositeId) {
        CompositeJob job = jobs.get(compositeId);
        if (job == null || !job.snapshot().recordingId().equals(recordingId) || !jobs.remove(compositeId, job)) {
            return false;
        }
        if (job.remove()) {
            journal.remove(recordingId, compositeId);
        }
        publisher.publishEvent(new CompositeRemoved(job.snapshot().meetingId(), recordingId, compositeId));
        return true;
    }

    @EventListener
    void on(RecordingEvent event) {
        switch (event) {
            case RecordingEvent.RecordingStarted started -> pace.began(started.recordingId());
            case RecordingEvent.RecordingFinished finished -> pace.ended(finished.recordingId());
            case RecordingEvent.RecordingRemoved removed ->
                list(removed.recordingId()).forEach(each -> remove(removed.recordingId(), each.id()));
            case RecordingEvent.RecordingStateChanged _ -> {
                // it goes on or is about to be finished
            }
        }
    }

    private int count(CompositeState state) {
        return (int) jobs.values().stream()
                .filter(each -> each.snapshot().state() == state)
                .count();
    }

    /** What is being made is left at the next picture; the next start goes on with it. */
    @Override
    public void stop() {
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

    @Override
    public boolean isRunning() {
        return workers != null;
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
