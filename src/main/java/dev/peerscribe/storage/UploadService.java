package dev.peerscribe.storage;

import dev.peerscribe.jobs.JobThreads;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.recording.RecordingProperties;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.Recordings;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
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
    private final UploadRegister register;
    private final Recordings recordings;
    private final ConfiguredStores stores;
    private final UploadWorker worker;
    private final TaskScheduler scheduler;
    private final Clock clock;
    private final UploadPlan plan;
    private final LocalCopies copies;
    private final JobThreads threads = new JobThreads("storage", MOST_WAITING);
    /** Recordings of which it was told that they have finished, and at which nobody has looked yet; any thread. */
    private final AtomicInteger told = new AtomicInteger();
    // written by who starts and stops the service
    private volatile boolean running;
    private volatile @Nullable ScheduledFuture<?> look;

    /**
     * As the application has it.
     *
     * @param recordings by a provider, for Spring ends whoever depends on the recordings before them, whatever the phases
     *     say, and then nobody would hear of the last ones
     */
    @Autowired
    UploadService(
            StorageProperties properties,
            RecordingProperties recording,
            UploadRegister register,
            StorageMetrics metrics,
            ObjectProvider<Recordings> recordings,
            ConfiguredStores stores,
            ApplicationEventPublisher publisher,
            @Qualifier("agentScheduler") TaskScheduler scheduler,
            Clock clock) {
        this(
                properties,
                register,
                metrics,
                recordings.getObject(),
                stores,
                publisher,
                scheduler,
                clock,
                new SecureRandom(),
                () -> Files.getFileStore(recording.directory()).getUsableSpace());
    }

    UploadService(
            StorageProperties properties,
            UploadRegister register,
            StorageMetrics metrics,
            Recordings recordings,
            ConfiguredStores stores,
            ApplicationEventPublisher publisher,
            TaskScheduler scheduler,
            Clock clock,
            RandomGenerator random,
            LocalCopies.FreeSpace disk) {
        this.properties = properties;
        this.register = register;
        this.recordings = recordings;
        this.stores = stores;
        this.scheduler = scheduler;
        this.clock = clock;
        plan = new UploadPlan(recordings, clock);
        copies = new LocalCopies(
                new Retention(properties.retention()), stores, recordings, register, metrics, publisher, disk, clock);
        worker = new UploadWorker(properties, stores, recordings, register, metrics, publisher, clock, random);
        metrics.watch(stores.names());
        metrics.gauges(
                () -> register.waiting().size(), register::atWork, () -> register.oldestSeconds(clock.instant()));
    }

    @Override
    public void start() {
        running = true;
        threads.control(this::takeStock);
        look = scheduler.scheduleWithFixedDelay(() -> threads.offer(this::look, MOST_LOOKS), LOOK);
    }

    /** What is on the disk is uploaded too, and what was deleted without our being told leaves nothing at the store. */
    private void takeStock() {
        for (UploadJob job : register.all()) {
            UploadEntry entry = job.entry();
            boolean there = recordings.find(entry.recordingId()).isPresent();
            if (there && entry.deleteObjects()) {
                recordings.delete(entry.recordingId()); // which was begun, and ended by a kill
            } else if (!there && entry.state() != UploadState.REMOVING) {
                // The folder may merely not be mounted: no object is removed, and what is known of them is kept on the
                // disk.
                if (entry.state() == UploadState.UPLOADED) {
                    register.leave(job);
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
            case RecordingEvent.RecordingFinished finished -> {
                told.incrementAndGet();
                boolean looksAtIt = threads.control(() -> {
                    try {
                        recordings.find(finished.recordingId()).ifPresent(this::add);
                    } finally {
                        told.decrementAndGet();
                    }
                    startDue();
                });
                if (!looksAtIt) {
                    told.decrementAndGet();
                }
            }
            case RecordingEvent.RecordingRemoved removed ->
                threads.control(() -> register.find(removed.recordingId())
                        .ifPresent(job -> remove(job, properties.uploads().deleteObjects())));
            case RecordingEvent.RecordingStarted _,
                    RecordingEvent.RecordingStateChanged _,
                    RecordingEvent.RecordingEndedEarly _ -> {
                // nothing to be uploaded yet
            }
        }
    }

    /** A finished recording is due where it goes to a store, unless it was found to be so before. */
    private void add(RecordingSnapshot recording) {
        if (recording.state() != RecordingState.COMPLETE) {
            return;
        }
        UploadJob known = register.find(recording.id()).orElse(null);
        UploadEntry begun = known == null ? null : known.entry();
        if (begun != null && (begun.state() == UploadState.UPLOADED || begun.state() == UploadState.REMOVING)) {
            return;
        }
        String name = stores.of(recording).orElse(null);
        if (name == null) {
            if (known != null) {
                remove(known, false); // it was to go to a store that recordings do not go to any more
            }
            return;
        }
        UploadEntry wanted = stores.find(name)
                .map(store -> plan.of(recording, store))
                .orElseGet(() -> plan.ofUnknown(recording, name));
        // Where nobody knows the store, what was begun waits until somebody does.
        boolean same = begun != null
                && (wanted.bucket() == null ? begun.store().equals(name) : UploadPlan.sameDestination(begun, wanted));
        if (!same) {
            register.begin(wanted);
        }
    }

    /** Its recording has gone. Control thread. */
    private void remove(UploadJob job, boolean objectsToo) {
        job.become(entry -> entry.removing(objectsToo || entry.deleteObjects()));
        if (job.cancel()) {
            removed(job);
        }
    }

    private void removed(UploadJob job) {
        UploadEntry entry = job.become(it -> it.removing(it.deleteObjects()));
        // Parts at a store that is not configured are left to its own rules; objects are not.
        boolean parts = entry.hasBegun() && stores.find(entry.store()).isPresent();
        boolean objects = entry.deleteObjects() && !entry.files().isEmpty();
        if (job.isCleared() || !(parts || objects)) {
            register.forget(entry.recordingId());
            return;
        }
        register.begin(entry);
        startDue();
    }

    private void look() {
        startDue();
        copies.look().forEach(this::ask);
    }

    private void ask(LocalCopies.Due due) {
        UploadJob job = due.job();
        if (!running
                || register.atWork(job.entry().store()) >= properties.uploads().concurrent()) {
            return; // the next look finds it again
        }
        if (due.action() == Retention.Action.RELEASE) {
            work(job, () -> worker.release(job, due.why()), () -> {});
            return;
        }
        AtomicBoolean proven = new AtomicBoolean();
        work(job, () -> proven.set(worker.proves(job)), () -> {
            if (proven.get()) {
                copies.forget(job.entry().recordingId(), due.why());
            }
        });
    }

    /** Each store has threads of its own, so that none that is away keeps recordings from another. */
    private void startDue() {
        if (!running) {
            return;
        }
        Instant now = clock.instant();
        register.all().stream()
                .filter(job -> job.due(now))
                .collect(Collectors.groupingBy(job -> job.entry().store()))
                .forEach((store, due) -> due.stream()
                        .limit(Math.max(0, properties.uploads().concurrent() - register.atWork(store)))
                        .forEach(job -> work(job, () -> worker.advance(job), () -> {})));
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
        return register.find(recordingId).map(UploadJob::snapshot);
    }

    @Override
    public List<UploadSnapshot> list() {
        return register.all().stream().map(UploadJob::snapshot).toList();
    }

    @Override
    public int pending() {
        // In this order: what leaves the first number is in the second.
        int finished = told.get();
        return finished
                + (int) register.waiting().stream()
                        .filter(entry -> entry.state() == UploadState.RUNNING
                                || entry.lastCause() == null
                                || entry.lastCause().mayPass())
                        .count();
    }

    @Override
    public Optional<URI> link(String recordingId, String name, boolean head) {
        UploadJob job = register.find(recordingId).orElse(null);
        Store store = job == null ? null : stores.find(job.entry().store()).orElse(null);
        if (job == null || store == null || !store.settings().linkLifetime().isPositive()) {
            return Optional.empty();
        }
        UploadEntry entry = job.entry();
        Duration lifetime = store.settings().linkLifetime();
        String type = ContentTypes.of(name);
        for (UploadEntry.File file : entry.files()) {
            if (file.name().equals(name) && file.uploaded()) {
                ObjectName object = entry.object(file);
                try {
                    return Optional.of(
                            head
                                    ? store.objects().headLink(object, name, type, lifetime)
                                    : store.objects().link(object, name, type, lifetime));
                } catch (StorageException e) {
                    log.warn("No link could be made: {}", e.getMessage());
                }
            }
        }
        return Optional.empty();
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
        register.all().forEach(UploadJob::interrupt);
        if (!threads.end(Duration.ofSeconds(2))) {
            log.warn("Uploads are being left late");
        }
        stores.close();
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
