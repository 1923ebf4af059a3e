package dev.peerscribe.fakes;

import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.EndReason;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordedTrack;
import dev.peerscribe.recording.RecordingApproval;
import dev.peerscribe.recording.RecordingConflictException;
import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.recording.RecordingFormat;
import dev.peerscribe.recording.RecordingGap;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.Recordings;
import dev.peerscribe.recording.UnlistedGaps;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/** Recordings that hold their states as the real ones do, and the files that a test gives them. */
public final class FakeRecordings implements Recordings {
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Map<String, RecordingSnapshot> recordings = new LinkedHashMap<>();
    private final Map<String, Path> files = new LinkedHashMap<>();
    private boolean finishesAtOnce = true;
    private boolean diskFull;
    private boolean room = true;
    private boolean kept = true;

    public FakeRecordings(ApplicationEventPublisher events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Whether files are complete as soon as a recording is stopped; else {@link #finish} completes them. */
    public synchronized void finishesAtOnce(boolean atOnce) {
        finishesAtOnce = atOnce;
    }

    public synchronized void diskFull(boolean full) {
        diskFull = full;
    }

    /** Whether the disk has room for a further recording. */
    public synchronized void room(boolean enough) {
        room = enough;
    }

    /** Whether what is known of recordings is on the disk. */
    public synchronized void kept(boolean written) {
        kept = written;
    }

    /** The disk ends a recording early, as a full one does. */
    public void endEarly(String recordingId) {
        synchronized (this) {
            room = false;
            RecordingSnapshot before = find(recordingId).orElseThrow();
            recordings.put(
                    recordingId,
                    new RecordingSnapshot(
                            before.id(),
                            before.meetingId(),
                            before.meetingName(),
                            before.state(),
                            before.recovered(),
                            before.startedAt(),
                            before.approval(),
                            before.destination(),
                            before.format(),
                            before.endedAt(),
                            EndReason.DISK_FULL,
                            before.files(),
                            before.beside(),
                            before.gaps(),
                            "the disk is nearly full"));
        }
        stop(recordingId, EndReason.DISK_FULL);
    }

    public void finish(String recordingId) {
        change(recordingId, RecordingState.COMPLETE, null);
        RecordingSnapshot recording = find(recordingId).orElseThrow();
        events.publishEvent(
                new RecordingEvent.RecordingFinished(recording.meetingId(), recordingId, RecordingState.COMPLETE));
    }

    /** A complete recording with one file. */
    public RecordingSnapshot has(String recordingId, Path file, @Nullable String sha256) {
        return has(recordingId, file, sha256, null);
    }

    /** The same with where its files go. */
    public synchronized RecordingSnapshot has(
            String recordingId, Path file, @Nullable String sha256, @Nullable RecordingDestination destination) {
        String name = String.valueOf(file.getFileName());
        files.put(recordingId + "/" + name, file);
        RecordingSnapshot recording = new RecordingSnapshot(
                recordingId,
                "meeting-of-old",
                "Monday",
                RecordingState.COMPLETE,
                true,
                clock.instant(),
                null,
                destination,
                RecordingFormat.AUTO,
                clock.instant().plusSeconds(20),
                EndReason.STOPPED,
                List.of(new RecordedFile(
                        name,
                        "peer-1",
                        "Ann",
                        List.of(new RecordedTrack(TrackKind.VIDEO, "VP8", 640, 360, null)),
                        0.25,
                        19.5,
                        file.toFile().length(),
                        sha256)),
                List.of(),
                List.of(new RecordingGap(
                        "peer-1",
                        TrackKind.AUDIO,
                        clock.instant(),
                        clock.instant().plusSeconds(1),
                        RecordingGap.Cause.PAUSE)),
                new UnlistedGaps(2, 1.5),
                null);
        recordings.put(recordingId, recording);
        return recording;
    }

    @Override
    public Optional<String> violation(RecordingFormat format) {
        return format == RecordingFormat.MP4 ? Optional.of("mp4 holds no VP8") : Optional.empty();
    }

    @Override
    public RecordingSnapshot start(
            String meetingId,
            String meetingName,
            @Nullable RecordingFormat format,
            @Nullable RecordingApproval approval,
            @Nullable RecordingDestination destination) {
        RecordingSnapshot recording;
        synchronized (this) {
            if (diskFull) {
                throw new IllegalStateException("the disk is full");
            }
            if (ofMeeting(meetingId).filter(last -> !isFinal(last)).isPresent()) {
                throw new RecordingConflictException("the meeting is being recorded");
            }
            String id = "recording-" + (recordings.size() + 1);
            recording = new RecordingSnapshot(
                    id,
                    meetingId,
                    meetingName,
                    RecordingState.RECORDING,
                    false,
                    clock.instant(),
                    approval,
                    destination,
                    format,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    null);
            recordings.put(id, recording);
        }
        events.publishEvent(new RecordingEvent.RecordingStarted(meetingId, recording.id()));
        return recording;
    }

    @Override
    public void on(MediaEvent event) {
        // no frames here
    }

    @Override
    public RecordingSnapshot pause(String recordingId) {
        return running(recordingId, RecordingState.PAUSED);
    }

    @Override
    public RecordingSnapshot resume(String recordingId) {
        return running(recordingId, RecordingState.RECORDING);
    }

    @Override
    public RecordingSnapshot stop(String recordingId, EndReason reason) {
        RecordingSnapshot recording = find(recordingId).orElseThrow();
        if (isFinal(recording) || recording.state() == RecordingState.FINALIZING) {
            return recording;
        }
        RecordingSnapshot stopped = change(recordingId, RecordingState.FINALIZING, reason);
        boolean atOnce;
        synchronized (this) {
            atOnce = finishesAtOnce;
        }
        if (atOnce) {
            finish(recordingId);
        }
        return stopped;
    }

    @Override
    public synchronized Optional<RecordingSnapshot> ofMeeting(String meetingId) {
        return recordings.values().stream()
                .filter(recording -> recording.meetingId().equals(meetingId))
                .reduce((earlier, later) -> later);
    }

    @Override
    public synchronized Optional<RecordingSnapshot> find(String recordingId) {
        return Optional.ofNullable(recordings.get(recordingId));
    }

    @Override
    public synchronized List<RecordingSnapshot> list() {
        return new ArrayList<>(recordings.values()).reversed();
    }

    @Override
    public synchronized Optional<Path> file(String recordingId, String name) {
        return Optional.ofNullable(files.get(recordingId + "/" + name));
    }

    @Override
    public synchronized Optional<Path> folder(String recordingId) {
        return find(recordingId)
                .filter(FakeRecordings::isFinal)
                .flatMap(recording -> recording.files().stream().findFirst())
                .flatMap(file -> file(recordingId, file.name()))
                .map(Path::getParent);
    }

    @Override
    public synchronized boolean isBusy() {
        return recordings.values().stream()
                .anyMatch(each -> each.state() != RecordingState.COMPLETE && each.state() != RecordingState.FAILED);
    }

    @Override
    public synchronized boolean hasRoom() {
        return room;
    }

    @Override
    public synchronized boolean isKept(String recordingId) {
        return kept;
    }

    @Override
    public synchronized long release(String recordingId) {
        RecordingSnapshot recording =
                find(recordingId).filter(FakeRecordings::isFinal).orElseThrow();
        long bytes = 0;
        for (RecordedFile file : recording.files()) {
            Path path = files.remove(recordingId + "/" + file.name());
            if (path != null && path.toFile().delete()) {
                bytes += file.bytes();
            }
        }
        return bytes;
    }

    @Override
    public synchronized boolean delete(String recordingId) {
        RecordingSnapshot recording = recordings.get(recordingId);
        if (recording == null) {
            return false;
        }
        if (!isFinal(recording)) {
            throw new RecordingConflictException("the recording is " + recording.state());
        }
        recordings.remove(recordingId);
        return true;
    }

    private RecordingSnapshot running(String recordingId, RecordingState next) {
        RecordingState state = find(recordingId).orElseThrow().state();
        if (state != RecordingState.RECORDING && state != RecordingState.PAUSED) {
            throw new RecordingConflictException("the recording is " + state);
        }
        return change(recordingId, next, null);
    }

    private RecordingSnapshot change(String recordingId, RecordingState next, @Nullable EndReason reason) {
        RecordingSnapshot before;
        RecordingSnapshot after;
        synchronized (this) {
            before = find(recordingId).orElseThrow();
            after = new RecordingSnapshot(
                    before.id(),
                    before.meetingId(),
                    before.meetingName(),
                    next,
                    before.recovered(),
                    before.startedAt(),
                    before.approval(),
                    before.destination(),
                    before.format(),
                    next == RecordingState.COMPLETE ? clock.instant() : null,
                    reason == null ? before.endReason() : reason,
                    before.files(),
                    before.beside(),
                    before.gaps(),
                    before.error());
            recordings.put(recordingId, after);
        }
        events.publishEvent(
                new RecordingEvent.RecordingStateChanged(before.meetingId(), recordingId, before.state(), next));
        return after;
    }

    private static boolean isFinal(RecordingSnapshot recording) {
        return recording.state() == RecordingState.COMPLETE || recording.state() == RecordingState.FAILED;
    }
}
