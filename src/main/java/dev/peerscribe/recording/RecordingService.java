package dev.peerscribe.recording;

import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackSnapshot;
import dev.peerscribe.recording.RecordingEvent.RecordingFinished;
import dev.peerscribe.recording.RecordingEvent.RecordingStarted;
import dev.peerscribe.recording.RecordingEvent.RecordingStateChanged;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/**
 * All recordings. Callers change a recording's state under its own lock; everything that follows from that (tracks
 * attached, journals written, events published) happens on one control thread, in order.
 */
@Service
class RecordingService implements Recordings, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RecordingService.class);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final int MOST_WAITING_EVENTS = 10_000;

    private final RecordingProperties properties;
    private final MediaSessions sessions;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;
    private final LongSupplier ticker;
    private final RandomGenerator random;
    private final RecordingMetrics metrics;
    private final RecordingJournal journal;
    private final ScheduledThreadPoolExecutor control;
    private final AtomicInteger waitingEvents = new AtomicInteger();
    /** Recordings that are not finished. */
    private final Map<String, Recording> live = new ConcurrentHashMap<>();
    /** Finished ones, of this run and earlier ones. */
    private final Map<String, RecordingSnapshot> shelf = new ConcurrentHashMap<>();
    /** Recordings whose journal is to be written. */
    private final Set<String> unsaved = ConcurrentHashMap.newKeySet();
    /** What the earlier run left unfinished; handed to the recovery thread at start. */
    private volatile List<RecordingSnapshot> unfinished = List.of();

    private volatile @Nullable Thread recovery;
    private volatile boolean running;

    @Autowired
    RecordingService(
            RecordingProperties properties,
            MediaSessions sessions,
            ApplicationEventPublisher publisher,
            MeterRegistry meters,
            JsonMapper json,
            ObjectProvider<Clock> clock) {
        this(
                properties,
                sessions,
                publisher,
                meters,
                json,
                clock.getIfAvailable(Clock::systemUTC),
                System::nanoTime,
                new SecureRandom());
    }

    RecordingService(
            RecordingProperties properties,
            MediaSessions sessions,
            ApplicationEventPublisher publisher,
            MeterRegistry meters,
            JsonMapper json,
            Clock clock,
            LongSupplier ticker,
            RandomGenerator random) {
        this.properties = properties;
        this.sessions = sessions;
        this.publisher = publisher;
        this.clock = clock;
        this.ticker = ticker;
        this.random = random;
        metrics = new RecordingMetrics(meters);
        journal = new RecordingJournal(properties.directory(), json, metrics);
        control = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "recording-control");
            thread.setDaemon(true);
            return thread;
        });
        control.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        DiskSpace disk = new DiskSpace(properties.directory());
        metrics.gauges(
                live::size,
                () -> live.values().stream().mapToInt(Recording::queued).sum(),
                disk::free);
    }

    /** Puts what earlier runs left on the shelf, so that it is there before the first request is. */
    @PostConstruct
    void restore() {
        List<RecordingSnapshot> left = new ArrayList<>();
        for (RecordingSnapshot each : journal.read()) {
            if (finished(each.state())) {
                shelf.put(each.id(), each);
            } else {
                left.add(each);
                shelf.put(each.id(), finalizing(each));
            }
        }
        unfinished = left;
    }

    @Override
    public void start() {
        running = true;
        Thread thread =
                Thread.ofPlatform().name("recording-recovery").daemon(true).unstarted(this::recover);
        recovery = thread;
        thread.start();
    }

    /** Also loads FFmpeg, so that the first frame does not wait for that. */
    private void recover() {
        try {
            Ffmpeg.load();
        } catch (LinkageError e) {
            log.error("FFmpeg cannot be loaded, nothing can be recorded", e);
            return;
        }
        for (RecordingSnapshot each : unfinished) {
            if (!running) {
                return; // the next start goes on with it
            }
            RecordingSnapshot recovered = new Recovery(journal.folder(each.id())).recover(each);
            enqueue(() -> {
                if (shelf.replace(recovered.id(), recovered) != null) {
                    save(recovered);
                    told(recovered.meetingId(), recovered.id(), RecordingState.FINALIZING, recovered.state());
                }
            });
        }
        unfinished = List.of();
    }

    @Override
    public RecordingSnapshot start(String meetingId, String meetingName) {
        Recording recording;
        synchronized (live) {
            if (live.values().stream()
                    .anyMatch(each -> each.meetingId().equals(meetingId) && recordable(each.state()))) {
                throw new RecordingConflictException("meeting " + meetingId + " is being recorded");
            }
            String id = newId();
            recording = new Recording(
                    id,
                    meetingId,
                    meetingName,
                    journal.folder(id),
                    properties,
                    metrics,
                    clock,
                    ticker,
                    new Consequences());
            live.put(id, recording);
        }
        enqueue(() -> publisher.publishEvent(new RecordingStarted(meetingId, recording.id())));
        try {
            Files.createDirectories(journal.folder(recording.id()));
            journal.write(recording.snapshot());
        } catch (IOException e) {
            log.warn(
                    "Recording {} cannot be begun: {}",
                    recording.id(),
                    e.getClass().getSimpleName());
            recording.fail("the folder for the recording cannot be written");
            return recording.snapshot();
        }
        enqueue(() -> {
            for (PeerSnapshot peer : sessions.peers(meetingId)) {
                for (TrackSnapshot track : peer.tracks()) {
                    attach(recording, peer.id(), peer.name(), track.id(), track.kind());
                }
            }
        });
        return recording.snapshot();
    }

    private String newId() {
        byte[] tail = new byte[4];
        String id;
        do {
            random.nextBytes(tail);
            id = STAMP.format(clock.instant()) + "-" + HexFormat.of().formatHex(tail);
        } while (live.containsKey(id) || shelf.containsKey(id));
        return id;
    }

    @Override
    @EventListener
    public void on(MediaEvent event) {
        if (live.isEmpty()) {
            return;
        }
        if (waitingEvents.incrementAndGet() > MOST_WAITING_EVENTS) {
            waitingEvents.decrementAndGet();
            metrics.eventDropped();
            return;
        }
        enqueue(() -> {
            waitingEvents.decrementAndGet();
            live.values().stream()
                    .filter(each -> each.meetingId().equals(event.meetingId()))
                    .forEach(each -> take(each, event));
        });
    }

    private void take(Recording recording, MediaEvent event) {
        switch (event) {
            case MediaEvent.TrackOpened opened -> {
                String name = sessions.peers(opened.meetingId()).stream()
                        .filter(peer -> peer.id().equals(opened.peerId()))
                        .map(PeerSnapshot::name)
                        .findFirst()
                        .orElse(null);
                attach(recording, opened.peerId(), name, opened.trackId(), opened.kind());
            }
            case MediaEvent.TrackClosed closed -> recording.close(closed.peerId(), closed.trackId());
            case MediaEvent.PeerLeft left -> recording.closeAll(left.peerId());
            case MediaEvent.PeerJoined joined -> {
                // its tracks will be told
            }
            case MediaEvent.PeerStateChanged changed -> {
                // what matters is its tracks
            }
        }
    }

    private void attach(Recording recording, String peerId, @Nullable String peerName, String trackId, TrackKind kind) {
        recording.open(
                peerId, peerName, trackId, kind, sink -> sessions.attach(recording.meetingId(), peerId, trackId, sink));
    }

    @Override
    public RecordingSnapshot pause(String recordingId) {
        return active(recordingId, "paused").pause();
    }

    @Override
    public RecordingSnapshot resume(String recordingId) {
        return active(recordingId, "resumed").resume();
    }

    private Recording active(String recordingId, String what) {
        Recording recording = live.get(recordingId);
        if (recording == null) {
            RecordingSnapshot over = shelf.get(recordingId);
            throw new RecordingConflictException(
                    over == null
                            ? "there is no such recording"
                            : "recording " + over.id() + " is " + over.state() + " and cannot be " + what);
        }
        return recording;
    }

    @Override
    public RecordingSnapshot stop(String recordingId) {
        Recording recording = live.get(recordingId);
        if (recording != null) {
            return recording.stop();
        }
        RecordingSnapshot over = shelf.get(recordingId);
        if (over == null) {
            throw new RecordingConflictException("there is no such recording");
        }
        return over;
    }

    @Override
    public Optional<RecordingSnapshot> ofMeeting(String meetingId) {
        return live.values().stream()
                .filter(each -> each.meetingId().equals(meetingId))
                .max(Comparator.comparing((Recording each) -> recordable(each.state()))
                        .thenComparing(Recording::startedAt))
                .map(Recording::snapshot)
                .or(() -> shelf.values().stream()
                        .filter(each -> each.meetingId().equals(meetingId))
                        .max(Comparator.comparing(RecordingSnapshot::startedAt)));
    }

    @Override
    public Optional<RecordingSnapshot> find(String recordingId) {
        Recording recording = live.get(recordingId);
        return recording != null ? Optional.of(recording.snapshot()) : Optional.ofNullable(shelf.get(recordingId));
    }

    @Override
    public List<RecordingSnapshot> list() {
        Map<String, RecordingSnapshot> all = new ConcurrentHashMap<>(shelf);
        live.forEach((id, recording) -> all.put(id, recording.snapshot()));
        return all.values().stream()
                .sorted(Comparator.comparing(RecordingSnapshot::startedAt)
                        .thenComparing(RecordingSnapshot::id)
                        .reversed())
                .toList();
    }

    @Override
    public Optional<Path> file(String recordingId, String name) {
        RecordingSnapshot recording = shelf.get(recordingId);
        if (recording == null || !finished(recording.state())) {
            return Optional.empty();
        }
        // Only a name that is ours is ever resolved.
        return recording.files().stream()
                .map(RecordedFile::name)
                .filter(each -> each.equals(name))
                .findFirst()
                .map(each -> journal.folder(recording.id()).resolve(each))
                .filter(Files::isRegularFile);
    }

    @Override
    public boolean delete(String recordingId) {
        if (live.containsKey(recordingId)) {
            throw new RecordingConflictException("recording " + recordingId + " is not finished");
        }
        RecordingSnapshot recording = shelf.get(recordingId);
        if (recording == null) {
            return false;
        }
        if (!finished(recording.state())) {
            throw new RecordingConflictException("recording " + recording.id() + " is not finished");
        }
        if (!shelf.remove(recording.id(), recording)) {
            return false;
        }
        remove(journal.folder(recording.id()));
        return true;
    }

    private static void remove(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Files.delete(entry);
            }
            Files.delete(folder);
        } catch (IOException e) {
            log.warn("Recording {} could not be removed whole: {}", folder.getFileName(), e.getMessage());
        }
    }

    /** Completes everything within the bound; what takes longer is completed at the next start. */
    @Override
    public void stop() {
        live.values().forEach(Recording::stop);
        long until = System.nanoTime() + properties.stopBound().toNanos() + TimeUnit.SECONDS.toNanos(2);
        try {
            synchronized (live) {
                for (long left = until - System.nanoTime();
                        !live.isEmpty() && left > 0;
                        left = until - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(live, left);
                }
            }
            running = false;
            control.shutdown();
            if (!control.awaitTermination(2, TimeUnit.SECONDS)) {
                log.warn("Recordings are left to be completed at the next start: {}", live.keySet());
            }
            Thread recovering = recovery;
            if (recovering != null) {
                recovering.join(TimeUnit.SECONDS.toMillis(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running = false;
            control.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The last to start and the first to stop: the tracks must not end before the files do. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    /** What follows from a change; told under the recording's lock, done on the control thread. */
    private final class Consequences implements Recording.Listener {
        @Override
        public void stateChanged(Recording recording, RecordingState from, RecordingState to) {
            if (to == RecordingState.FINALIZING) {
                abandonLater(recording);
            }
            RecordingSnapshot now = recording.snapshot();
            enqueue(() -> {
                save(now);
                if (finished(to)) {
                    shelf.put(now.id(), now);
                    synchronized (live) {
                        live.remove(now.id());
                        live.notifyAll();
                    }
                }
                told(now.meetingId(), now.id(), from, to);
            });
        }

        @Override
        public void filesChanged(Recording recording) {
            if (unsaved.add(recording.id())) {
                enqueue(() -> {
                    unsaved.remove(recording.id());
                    if (live.containsKey(recording.id())) {
                        save(recording.snapshot());
                    }
                });
            }
        }

        @Override
        public void writerDone(Recording recording, ParticipantRecorder recorder) {
            enqueue(() -> recording.done(recorder));
        }
    }

    private void abandonLater(Recording recording) {
        try {
            ScheduledFuture<?> _ =
                    control.schedule(recording::abandon, properties.stopBound().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            recording.abandon(); // the application is ending, and its own wait is over
        }
    }

    private void told(String meetingId, String id, RecordingState from, RecordingState to) {
        publisher.publishEvent(new RecordingStateChanged(meetingId, id, from, to));
        if (finished(to)) {
            metrics.finished(to);
            publisher.publishEvent(new RecordingFinished(meetingId, id, to));
        }
    }

    private void save(RecordingSnapshot recording) {
        try {
            if (Files.isDirectory(journal.folder(recording.id()))) {
                journal.write(recording);
            }
        } catch (IOException e) {
            // The disk may be full; memory still knows, and the next change tries again.
            log.warn("The journal of recording {} could not be written: {}", recording.id(), e.getMessage());
        }
    }

    /** Runs a task on the control thread; one that fails concerns no other. */
    private void enqueue(Runnable task) {
        try {
            control.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    log.error("A task of the recordings failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("The recordings are closed already");
        }
    }

    private static RecordingSnapshot finalizing(RecordingSnapshot left) {
        return new RecordingSnapshot(
                left.id(),
                left.meetingId(),
                left.meetingName(),
                RecordingState.FINALIZING,
                left.recovered(),
                left.startedAt(),
                left.endedAt(),
                left.files(),
                left.gaps(),
                left.error());
    }

    private static boolean finished(RecordingState state) {
        return state == RecordingState.COMPLETE || state == RecordingState.FAILED;
    }

    private static boolean recordable(RecordingState state) {
        return state == RecordingState.RECORDING || state == RecordingState.PAUSED;
    }
}
