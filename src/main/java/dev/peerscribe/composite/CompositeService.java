package dev.peerscribe.composite;

import dev.peerscribe.composite.CompositeEvent.CompositeRemoved;
import dev.peerscribe.composite.CompositeSnapshot.Film;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.Recordings;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** All composites: what is asked for waits on the disk, and workers make one after the other. */
@Service
class CompositeService implements Composites, SmartLifecycle {
    private final CompositeProperties properties;
    private final Recordings recordings;
    private final ApplicationEventPublisher publisher;
    private final CompositeJournal journal;
    private final Clock clock;
    private final RandomGenerator random;
    /** By id; guarded by itself where jobs are added. */
    private final Map<String, CompositeJob> jobs = new ConcurrentHashMap<>();

    private final Workshop workshop;

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
        CompositeMetrics metrics =
                new CompositeMetrics(meters, () -> count(CompositeState.QUEUED), () -> count(CompositeState.RUNNING));
        workshop = new Workshop(properties, recordings, publisher, metrics, journal);
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
        workshop.open();
        jobs.values().stream()
                .filter(each -> !each.snapshot().state().over())
                .sorted((one, other) -> CompositeJournal.byAge(one.snapshot(), other.snapshot()))
                .forEach(workshop::enqueue);
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
        MediaGoneException.check(recordings, recording);
        Timeline.of(recording, request.peer(), properties.longest().toMillis());
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
        workshop.take(job);
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
            case RecordingEvent.RecordingStarted started -> workshop.pace().began(started.recordingId());
            case RecordingEvent.RecordingFinished finished -> workshop.pace().ended(finished.recordingId());
            case RecordingEvent.RecordingRemoved removed ->
                list(removed.recordingId()).forEach(each -> remove(removed.recordingId(), each.id()));
            case RecordingEvent.RecordingStateChanged _, RecordingEvent.RecordingEndedEarly _ -> {
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
        workshop.stop();
    }

    @Override
    public boolean isRunning() {
        return workshop.isOpen();
    }
}
