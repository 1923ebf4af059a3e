package dev.peerscribe.recording;

import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.recording.RecordingEvent.RecordingRemoved;
import dev.peerscribe.recording.RecordingEvent.RecordingStarted;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final int MOST_WAITING_EVENTS = 10_000;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final RecordingProperties properties;
    private final TrackFollower tracks;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;
    private final LongSupplier ticker;
    private final RecordingIds ids;
    private final RecordingMetrics metrics;
    private final RecordingJournal journal;
    private final DiskGuard disk;
    private final ControlThread control = new ControlThread("recording-control");
    private final AtomicInteger waitingEvents = new AtomicInteger();
    /** Recordings that are not finished. */
    private final Map<String, Recording> live = new ConcurrentHashMap<>();
    /** Finished ones, of this run and earlier ones. */
    private final RecordingShelf shelf;

    private final Aftermath aftermath;
    private final UnfinishedRecordings unfinished;
    private volatile boolean running;
    /** Guarded by {@link #live}: nothing begins that nobody would complete. */
    private boolean stopping;

    @Autowired
    RecordingService(
            RecordingProperties properties,
            MediaSessions sessions,
            ApplicationEventPublisher publisher,
            MeterRegistry meters,
            JsonMapper json,
            ObjectProvider<RecordingCompanion> companions,
            ObjectProvider<Clock> clock) {
        this(
                properties,
                sessions,
                publisher,
                meters,
                json,
                companions.orderedStream().toList(),
                clock.getIfAvailable(Clock::systemUTC),
                System::nanoTime,
                new DiskSpace(properties.directory())::free,
                new SecureRandom());
    }

    RecordingService(
            RecordingProperties properties,
            MediaSessions sessions,
            ApplicationEventPublisher publisher,
            MeterRegistry meters,
            JsonMapper json,
            List<RecordingCompanion> companions,
            Clock clock,
            LongSupplier ticker,
            LongSupplier freeDisk,
            RandomGenerator random) {
        this.properties = properties;
        tracks = new TrackFollower(sessions);
        this.publisher = publisher;
        this.clock = clock;
        this.ticker = ticker;
        ids = new RecordingIds(clock, random);
        metrics = new RecordingMetrics(meters);
        journal = new RecordingJournal(properties.directory(), json, metrics);
        shelf = new RecordingShelf(journal);
        aftermath = new Aftermath(
                control, journal, shelf, live, ticker, publisher, metrics, properties.stopBound(), companions);
        unfinished = new UnfinishedRecordings(
                journal, properties.format(), properties.minFreeDisk().toBytes(), aftermath);
        disk = new DiskGuard(properties, freeDisk, ticker, metrics::bytes, metrics::endedEarly, publisher);
        metrics.gauges(
                live::size,
                () -> live.values().stream().mapToInt(Recording::queued).sum(),
                freeDisk::getAsLong,
                disk::minutesLeft);
    }

    /** Puts what earlier runs left on the shelf, so that it is there before the first request is. */
    @PostConstruct
    void restore() {
        unfinished.found(shelf.restore());
    }

    @Override
    public void start() {
        synchronized (live) {
            stopping = false;
        }
        running = true;
        control.every(() -> disk.look(live.values()), LOOK);
        control.every(aftermath::lookAtJournals, LOOK);
        unfinished.recover();
    }

    @Override
    public Optional<String> violation(RecordingFormat format) {
        return RecordingProperties.violation(format, properties.video().codec());
    }

    @Override
    public RecordingSnapshot start(
            String meetingId,
            String meetingName,
            @Nullable RecordingFormat format,
            @Nullable RecordingApproval approval,
            @Nullable RecordingDestination destination) {
        Recording recording;
        synchronized (live) {
            if (stopping) {
                throw new RecordingConflictException("the agent ends and records nothing more");
            }
            if (live.values().stream()
                    .anyMatch(each -> each.meetingId().equals(meetingId) && recordable(each.state()))) {
                throw new RecordingConflictException("meeting " + meetingId + " is being recorded");
            }
            String id = newId();
            recording = new Recording(
                    id,
                    meetingId,
                    meetingName,
                    approval,
                    destination,
                    format == null ? properties.format() : format,
                    journal.folder(id),
                    properties,
                    metrics,
                    clock,
                    ticker,
                    aftermath);
            live.put(id, recording);
        }
        control.execute(() -> publisher.publishEvent(new RecordingStarted(meetingId, recording.id())));
        if (!disk.hasRoom()) {
            log.warn("Recording {} is not begun: the disk is nearly full", recording.id());
            recording.fail(EndReason.DISK_FULL, "there is no room on the disk for a recording");
            return recording.snapshot();
        }
        try {
            Files.createDirectories(journal.folder(recording.id()));
            journal.write(recording.snapshot());
            aftermath.begun(recording.snapshot());
        } catch (IOException e) {
            log.warn(
                    "Recording {} cannot be begun: {}",
                    recording.id(),
                    e.getClass().getSimpleName());
            recording.fail(EndReason.FAILURE, "the folder for the recording cannot be written");
            return recording.snapshot();
        }
        control.execute(() -> {
            aftermath.follow(recording);
            tracks.begin(recording);
        });
        return recording.snapshot();
    }

    private String newId() {
        String id;
        do {
            id = ids.next();
        } while (live.containsKey(id) || shelf.has(id));
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
        control.execute(() -> {
            waitingEvents.decrementAndGet();
            live.values().stream()
                    .filter(each -> each.meetingId().equals(event.meetingId()))
                    .forEach(each -> tracks.take(each, event));
        });
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
            throw new RecordingConflictException(shelf.find(recordingId)
                    .map(over -> "recording " + over.id() + " is " + over.state() + " and cannot be " + what)
                    .orElse("there is no such recording"));
        }
        return recording;
    }

    @Override
    public RecordingSnapshot stop(String recordingId, EndReason reason) {
        Recording recording = live.get(recordingId);
        if (recording != null) {
            return recording.stop(reason);
        }
        return shelf.find(recordingId).orElseThrow(() -> new RecordingConflictException("there is no such recording"));
    }

    @Override
    public Optional<RecordingSnapshot> ofMeeting(String meetingId) {
        return live.values().stream()
                .filter(each -> each.meetingId().equals(meetingId))
                .max(Comparator.comparing((Recording each) -> recordable(each.state()))
                        .thenComparing(Recording::startedAt))
                .map(Recording::snapshot)
                .or(() -> shelf.lastOf(meetingId));
    }

    @Override
    public Optional<RecordingSnapshot> find(String recordingId) {
        Recording recording = live.get(recordingId);
        return recording != null ? Optional.of(recording.snapshot()) : shelf.find(recordingId);
    }

    @Override
    public List<RecordingSnapshot> list() {
        Map<String, RecordingSnapshot> all = new HashMap<>();
        shelf.all().forEach(each -> all.put(each.id(), each));
        live.forEach((id, recording) -> all.put(id, recording.snapshot()));
        return all.values().stream()
                .sorted(Comparator.comparing(RecordingSnapshot::startedAt)
                        .thenComparing(RecordingSnapshot::id)
                        .reversed())
                .toList();
    }

    @Override
    public boolean isBusy() {
        return !live.isEmpty() || unfinished.areRepaired() || aftermath.isToTell();
    }

    @Override
    public boolean hasRoom() {
        return disk.hasRoom();
    }

    @Override
    public Optional<Path> file(String recordingId, String name) {
        return shelf.file(recordingId, name);
    }

    @Override
    public Optional<Path> folder(String recordingId) {
        return shelf.folder(recordingId);
    }

    @Override
    public long release(String recordingId) {
        if (live.containsKey(recordingId)) {
            throw new RecordingConflictException("recording " + recordingId + " is not finished");
        }
        if (!isKept(recordingId)) {
            throw new RecordingConflictException("recording " + recordingId + " is not written down yet");
        }
        return shelf.release(recordingId);
    }

    @Override
    public boolean isKept(String recordingId) {
        return aftermath.isKept(recordingId);
    }

    @Override
    public boolean delete(String recordingId) {
        if (live.containsKey(recordingId)) {
            throw new RecordingConflictException("recording " + recordingId + " is not finished");
        }
        Optional<RecordingSnapshot> recording = shelf.find(recordingId);
        recording.filter(each -> RecordingShelf.finished(each.state())).ifPresent(aftermath::removing);
        boolean removed = shelf.remove(recordingId);
        if (removed) {
            recording.ifPresent(was ->
                    control.execute(() -> publisher.publishEvent(new RecordingRemoved(was.meetingId(), recordingId))));
        }
        return removed;
    }

    /** Completes everything within the bound; what takes longer is completed at the next start. */
    @Override
    public void stop() {
        synchronized (live) {
            stopping = true;
        }
        unfinished.leave();
        live.values().forEach(recording -> recording.stop(EndReason.SHUTDOWN));
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
            boolean ended = aftermath.end(Duration.ofSeconds(2));
            if (!control.end(Duration.ofSeconds(2)) || !ended || !live.isEmpty()) {
                log.warn("Recordings are left to be completed at the next start: {}", live.keySet());
            }
            unfinished.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running = false;
            aftermath.endNow();
            control.endNow();
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

    private static boolean recordable(RecordingState state) {
        return state == RecordingState.RECORDING || state == RecordingState.PAUSED;
    }
}
