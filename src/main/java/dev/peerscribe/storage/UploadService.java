package dev.peerscribe.storage;

import dev.peerscribe.jobs.JobThreads;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.recording.RecordingProperties;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.Recordings;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/**
 * All uploads: which recordings are due, by what was told and by what is on the disk, and for how long their files stay. What
 * decides is done on one control thread, what waits for the store on a thread for each recording at work.
 */
@Service
class UploadService implements Uploads, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(UploadService.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** Facts about recordings that may wait to be looked at. */
    private static final int MOST_WAITING = 100_000;
    /** Behind a disk that hangs: the next look finds the same. */
    private static final int MOST_LOOKS = 16;

    private final StorageProperties properties;
    private final Recordings recordings;
    private final @Nullable ObjectStore store;
    private final @Nullable UploadWorker worker;
    private final TaskScheduler scheduler;
    private final Clock clock;
    private final UploadJournal journal;
    private final StorageMetrics metrics;
    private final UploadPlan plan;
    private final LocalCopies copies;
    private final Map<String, UploadJob> jobs = new ConcurrentHashMap<>();
    private final JobThreads threads = new JobThreads("storage", MOST_WAITING);
    // written by who starts and stops the service
    private volatile boolean running;
    private volatile @Nullable ScheduledFuture<?> look;

    @Autowired
    UploadService(
            StorageProperties properties,
            RecordingProperties recording,
            Recordings recordings,
            ObjectProvider<ObjectStore> store,
            ApplicationEventPublisher publisher,
            MeterRegistry meters,
            JsonMapper json,
            @Qualifier("agentScheduler") TaskScheduler scheduler,
            Clock clock) {
        this(
                properties,
                recording.directory(),
                recordings,
                store.getIfAvailable(),
                publisher,
                meters,
                json,
                scheduler,
                clock,
                new SecureRandom(),
                () -> Files.getFileStore(recording.directory()).getUsableSpace());
    }

    UploadService(
            StorageProperties properties,
            Path recordingDirectory,
            Recordings recordings,
            @Nullable ObjectStore store,
            ApplicationEventPublisher publisher,
            MeterRegistry meters,
            JsonMapper json,
            TaskScheduler scheduler,
            Clock clock,
            RandomGenerator random,
            LocalCopies.FreeSpace disk) {
        this.properties = properties;
        this.recordings = recordings;
        this.store = store;
        this.scheduler = scheduler;
        this.clock = clock;
        metrics = new StorageMetrics(meters);
        journal = new UploadJournal(
                Objects.requireNonNullElse(properties.directory(), recordingDirectory.resolve(".uploads")),
                json,
                metrics);
        plan = new UploadPlan(properties.s3(), recordings, clock);
        copies = new LocalCopies(
                new Retention(properties.retention(), store != null), recordings, jobs, journal, metrics, disk, clock);
        worker = store == null
                ? null
                : new UploadWorker(properties, store, recordings, journal, metrics, publisher, clock, random);
        metrics.gauges(() -> waiting().size(), this::atWork, this::oldestSeconds);
    }

    /** Takes in what earlier runs left, so that it is there before the first request is. */
    @PostConstruct
    void restore() {
        journal.read().forEach(entry -> jobs.put(entry.recordingId(), new UploadJob(entry)));
    }

    @Override
    public void start() {
        running = true;
        threads.control(this::takeStock);
        look = scheduler.scheduleWithFixedDelay(() -> threads.offer(this::look, MOST_LOOKS), LOOK);
    }

    /** What is on the disk is uploaded too, and what was deleted without our being told leaves nothing at the store. */
    private void takeStock() {
        for (UploadJob job : List.copyOf(jobs.values())) {
            UploadEntry entry = job.entry();
            if (entry.state() != UploadState.REMOVING
                    && recordings.find(entry.recordingId()).isEmpty()) {
                // The folder may merely not be mounted: no object is removed, and what is known of them is kept on the
                // disk.
                if (entry.state() == UploadState.UPLOADED) {
                    jobs.remove(entry.recordingId(), job);
                } else {
                    remove(job, false);
                }
            }
        }
        recordings.list().reversed().forEach(this::add);
        startDue();
    }

    @EventListener
    void on(RecordingEvent event) {
        switch (event) {
            case RecordingEvent.RecordingFinished finished ->
                threads.control(() -> {
                    recordings.find(finished.recordingId()).ifPresent(this::add);
                    startDue();
                });
            case RecordingEvent.RecordingRemoved removed ->
                threads.control(() -> {
                    UploadJob job = jobs.get(removed.recordingId());
                    if (job != null) {
                        remove(job, properties.uploads().deleteObjects());
                    }
                });
            case RecordingEvent.RecordingStarted _,
                    RecordingEvent.RecordingStateChanged _,
                    RecordingEvent.RecordingEndedEarly _ -> {
                // nothing to be uploaded yet
            }
        }
    }

    /** A finished recording is due, unless it was found to be so before. */
    private void add(RecordingSnapshot recording) {
        if (store == null || recording.state() != RecordingState.COMPLETE) {
            return;
        }
        UploadEntry entry = plan.of(recording);
        UploadJob known = jobs.get(recording.id());
        if (known != null
                && (known.entry().state() == UploadState.UPLOADED
                        || UploadPlan.sameDestination(known.entry(), entry))) {
            return;
        }
        try {
            journal.write(entry);
        } catch (IOException e) {
            metrics.journalUnwritten();
            log.warn("The state of upload {} could not be written: {}", recording.id(), e.toString());
        }
        jobs.put(recording.id(), new UploadJob(entry));
    }

    /** Its recording has gone. Control thread. */
    private void remove(UploadJob job, boolean objectsToo) {
        job.become(entry -> entry.removing(objectsToo));
        if (job.cancel()) {
            removed(job);
        }
    }

    private void removed(UploadJob job) {
        UploadEntry entry = job.become(it -> it.removing(it.deleteObjects()));
        if (store == null || job.isCleared() || !(entry.hasBegun() || entry.deleteObjects())) {
            jobs.remove(entry.recordingId(), job);
            journal.remove(entry.recordingId());
            return;
        }
        UploadJob removal = new UploadJob(entry);
        jobs.put(entry.recordingId(), removal);
        try {
            journal.write(entry);
        } catch (IOException e) {
            metrics.journalUnwritten();
        }
        startDue();
    }

    private void look() {
        startDue();
        copies.look().forEach(this::ask);
    }

    private void ask(LocalCopies.Due due) {
        UploadJob job = due.job();
        UploadWorker hands = worker;
        if (hands == null
                || !running
                || threads.active() >= properties.uploads().concurrent()) {
            return; // the next look finds it again
        }
        if (due.action() == Retention.Action.RELEASE) {
            work(job, () -> hands.release(job, due.why()), () -> {});
            return;
        }
        AtomicBoolean proven = new AtomicBoolean();
        work(job, () -> proven.set(hands.proves(job)), () -> {
            if (proven.get()) {
                copies.forget(job.entry().recordingId(), due.why());
            }
        });
    }

    private int atWork() {
        return (int) jobs.values().stream().filter(UploadJob::working).count();
    }

    private void startDue() {
        UploadWorker hands = worker;
        if (hands == null || !running) {
            return;
        }
        Instant now = clock.instant();
        jobs.values().stream()
                .filter(job -> job.due(now))
                .sorted(Comparator.comparing(job -> job.entry().createdAt()))
                .limit(properties.uploads().concurrent() - threads.active())
                .toList()
                .forEach(job -> work(job, () -> hands.advance(job), () -> {}));
    }

    private void work(UploadJob job, Runnable task, Runnable then) {
        threads.work(job.entry().recordingId(), job::takeUp, task, () -> {
            boolean cancelled = job.layDown();
            if (cancelled || job.isCleared()) {
                removed(job);
            } else {
                then.run();
            }
            startDue();
        });
    }

    @Override
    public Optional<UploadSnapshot> find(String recordingId) {
        return Optional.ofNullable(jobs.get(recordingId)).map(UploadJob::snapshot);
    }

    @Override
    public List<UploadSnapshot> list() {
        return jobs.values().stream()
                .map(UploadJob::snapshot)
                .sorted(Comparator.comparing(UploadSnapshot::createdAt).thenComparing(UploadSnapshot::recordingId))
                .toList();
    }

    @Override
    public Optional<URI> link(String recordingId, String name) {
        UploadJob job = jobs.get(recordingId);
        Duration lifetime = properties.s3().linkLifetime();
        if (job == null || store == null || !lifetime.isPositive()) {
            return Optional.empty();
        }
        UploadEntry entry = job.entry();
        for (UploadEntry.File file : entry.files()) {
            if (file.name().equals(name) && file.uploaded()) {
                try {
                    return Optional.of(store.link(entry.object(file), name, ContentTypes.of(name), lifetime));
                } catch (StorageException e) {
                    log.warn("No link could be made: {}", e.getMessage());
                }
            }
        }
        return Optional.empty();
    }

    private List<UploadEntry> waiting() {
        return jobs.values().stream()
                .map(UploadJob::entry)
                .filter(entry -> entry.state() == UploadState.QUEUED || entry.state() == UploadState.RUNNING)
                .toList();
    }

    private double oldestSeconds() {
        Instant now = clock.instant();
        return waiting().stream()
                .mapToDouble(entry -> Duration.between(entry.createdAt(), now).toMillis() / 1000.0)
                .max()
                .orElse(0);
    }

    /** Gives what is under way some time; what is left then goes on after the next start. */
    @Override
    public void stop() {
        ScheduledFuture<?> looking = look;
        if (looking != null) {
            looking.cancel(false);
        }
        threads.control(this::startDue);
        threads.await(properties.uploads().finishWithin());
        running = false;
        jobs.values().forEach(UploadJob::interrupt);
        if (!threads.end(Duration.ofSeconds(2))) {
            log.warn("Uploads are being left late");
        }
        if (store != null) {
            store.close();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the recordings, whose last ones it is told of, and before who listens to it. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 256;
    }
}
