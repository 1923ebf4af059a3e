package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.MediaSessions.Attachment;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.TrackKind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One recording of one meeting, from start to its last state. Every field is guarded by this object's lock. */
final class Recording {
    /** Tracks of one kind that a peer may have open at a time; each further one needs a writer of its own. */
    private static final int MOST_RECORDERS = 4;

    private static final int MOST_FILES = 1000;

    /** The same where files are followed by others of our own accord: two days of them at twenty seconds each. */
    private static final int MOST_SEGMENTS = 10_000;

    private final RecordingProperties properties;
    private final RecordingMetrics metrics;
    private final Clock clock;
    private final LongSupplier ticker;
    private final Listener listener;
    private final String id;
    private final String meetingId;
    private final @Nullable String meetingName;
    private final @Nullable RecordingApproval approval;
    private final @Nullable RecordingDestination destination;
    private final RecordingFormat format;
    private final Path folder;
    private final Instant startedAt;
    private final long epochNanos;
    private final GapLog gaps;
    private final Map<TrackKey, Track> tracks = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<ParticipantRecorder> recorders = new ArrayList<>();
    private final List<RecordedFile> files = new ArrayList<>();
    private RecordingState state = RecordingState.RECORDING;
    private @Nullable Instant endedAt;
    private @Nullable EndReason endReason;
    private @Nullable String error;
    private List<BesideFile> beside = List.of();
    private long pausedNanos;

    /** What of this recording concerns others. Called with the lock held, in order: only enqueues. */
    interface Listener {
        void stateChanged(Recording recording, RecordingState from, RecordingState to);

        void filesChanged(Recording recording);

        /** All media are in their files: what comes beside them is wanted, see {@link #complete}. */
        void mediaComplete(Recording recording);

        void writerDone(Recording recording, ParticipantRecorder recorder);
    }

    private record TrackKey(String peerId, String trackId) {}

    private record Track(TrackKind kind, ParticipantRecorder recorder, Attachment attachment) {}

    Recording(
            String id,
            String meetingId,
            @Nullable String meetingName,
            @Nullable RecordingApproval approval,
            @Nullable RecordingDestination destination,
            RecordingFormat format,
            Path folder,
            RecordingProperties properties,
            RecordingMetrics metrics,
            Clock clock,
            LongSupplier ticker,
            Listener listener) {
        this.id = id;
        this.meetingId = meetingId;
        this.meetingName = meetingName;
        this.approval = approval;
        this.destination = destination;
        this.format = format;
        this.folder = folder;
        this.properties = properties;
        this.metrics = metrics;
        this.clock = clock;
        this.ticker = ticker;
        this.listener = listener;
        startedAt = clock.instant();
        epochNanos = ticker.getAsLong();
        gaps = new GapLog(metrics, startedAt);
    }

    String id() {
        return id;
    }

    String meetingId() {
        return meetingId;
    }

    Instant startedAt() {
        return startedAt;
    }

    synchronized RecordingState state() {
        return state;
    }

    /** Records a track from now on; does nothing where that is so or the recording is over. */
    synchronized void open(
            String peerId,
            @Nullable String peerName,
            String trackId,
            TrackKind kind,
            Function<MediaSink, Attachment> attach) {
        TrackKey key = new TrackKey(peerId, trackId);
        if (!active() || tracks.containsKey(key)) {
            return;
        }
        ParticipantRecorder recorder = recorderFor(peerId, peerName, kind);
        if (recorder == null) {
            metrics.eventDropped();
            return;
        }
        Attachment attachment = attach.apply(recorder.open(kind, now()));
        recorder.reception().measuredBy(kind, attachment::quality);
        tracks.put(key, new Track(kind, recorder, attachment));
    }

    private @Nullable ParticipantRecorder recorderFor(String peerId, @Nullable String peerName, TrackKind kind) {
        List<ParticipantRecorder> ofPeer = tracks.entrySet().stream()
                .filter(each -> each.getKey().peerId().equals(peerId))
                .map(each -> each.getValue().recorder())
                .distinct()
                .toList();
        for (ParticipantRecorder each : ofPeer) {
            if (tracks.values().stream().noneMatch(track -> track.recorder() == each && track.kind() == kind)) {
                return each;
            }
        }
        if (ofPeer.size() >= MOST_RECORDERS) {
            return null;
        }
        ParticipantRecorder recorder = new ParticipantRecorder(
                new NamedParticipant(id, startedAt, peerId, peerName, epochNanos, ticker, this::nextFile),
                format,
                properties,
                metrics,
                gaps,
                new Writer());
        if (state == RecordingState.PAUSED) {
            recorder.pause(pausedNanos);
        }
        recorders.add(recorder);
        recorder.start();
        return recorder;
    }

    /** A track gives no more; with the last one of a writer, its file ends. */
    synchronized void close(String peerId, String trackId) {
        Track track = tracks.remove(new TrackKey(peerId, trackId));
        if (track != null) {
            track.attachment().close();
            track.recorder().close(track.kind(), now());
            if (tracks.values().stream().noneMatch(other -> other.recorder() == track.recorder())) {
                track.recorder().end(now());
            }
        }
    }

    /** The way to a peer broke, or is there again. */
    synchronized void reachable(String peerId, boolean there) {
        tracks.forEach((key, track) -> {
            if (key.peerId().equals(peerId)) {
                if (there) {
                    track.recorder().reception().back(now());
                } else {
                    track.recorder().reception().away(now());
                }
            }
        });
    }

    synchronized void closeAll(String peerId) {
        List<TrackKey> ofPeer = tracks.keySet().stream()
                .filter(key -> key.peerId().equals(peerId))
                .toList();
        ofPeer.forEach(key -> close(key.peerId(), key.trackId()));
    }

    synchronized RecordingSnapshot pause() {
        mustBeActive("paused");
        if (state == RecordingState.RECORDING) {
            pausedNanos = now();
            recorders.forEach(each -> each.pause(pausedNanos));
            become(RecordingState.PAUSED);
        }
        return snapshot();
    }

    synchronized RecordingSnapshot resume() {
        mustBeActive("resumed");
        if (state == RecordingState.PAUSED) {
            long nanos = now();
            recorders.forEach(each -> each.resume(nanos));
            become(RecordingState.RECORDING);
        }
        return snapshot();
    }

    /** Ends it although nobody wanted that, and says why; false where it is over. */
    synchronized boolean endEarly(String why) {
        if (!active()) {
            return false;
        }
        error = error == null ? why : error;
        stop(EndReason.DISK_FULL);
        return true;
    }

    /** Begins to complete the files; does nothing where that was begun. */
    synchronized RecordingSnapshot stop(EndReason reason) {
        if (active()) {
            endedAt = clock.instant();
            endReason = reason;
            long nanos = now();
            tracks.values().forEach(track -> track.attachment().close());
            tracks.clear();
            recorders.forEach(each -> each.end(nanos));
            become(RecordingState.FINALIZING);
            finishWhereDone();
        }
        return snapshot();
    }

    /** Gives up what still waits for an encoder. */
    synchronized void abandon() {
        long nanos = now();
        recorders.forEach(each -> each.abandon(nanos));
    }

    /** The one way to fail as a whole; does nothing where the recording is over. */
    synchronized void fail(EndReason reason, String why) {
        if (state != RecordingState.COMPLETE && state != RecordingState.FAILED) {
            if (endedAt == null) {
                endedAt = clock.instant();
            }
            error = why;
            endReason = endReason == null ? reason : endReason;
            tracks.values().forEach(track -> track.attachment().close());
            tracks.clear();
            abandon();
            become(RecordingState.FAILED);
        }
    }

    /** A writer completed its files. */
    synchronized void done(ParticipantRecorder recorder) {
        if (recorders.remove(recorder)) {
            recorder.files().forEach(file -> files.add(file.snapshot()));
            if (error == null) {
                error = recorder.error();
            }
            // A writer that broke down still has its tracks.
            tracks.values().removeIf(track -> {
                boolean its = track.recorder() == recorder;
                if (its) {
                    track.attachment().close();
                }
                return its;
            });
            listener.filesChanged(this);
            finishWhereDone();
        }
    }

    private void finishWhereDone() {
        if (state == RecordingState.FINALIZING && recorders.isEmpty()) {
            if (files.isEmpty()) {
                fail(
                        EndReason.FAILURE,
                        Objects.requireNonNullElse(error, "nothing was received that could be recorded"));
            } else {
                listener.mediaComplete(this);
            }
        }
    }

    /** Everything is there; does nothing where the recording is over. */
    synchronized void complete(List<BesideFile> besideMedia) {
        if (state == RecordingState.FINALIZING) {
            beside = List.copyOf(besideMedia);
            become(RecordingState.COMPLETE);
        }
    }

    private void become(RecordingState to) {
        RecordingState from = state;
        state = to;
        listener.stateChanged(this, from, to);
    }

    private void mustBeActive(String what) {
        if (!active()) {
            throw new RecordingConflictException("recording " + id + " is " + state + " and cannot be " + what);
        }
    }

    synchronized boolean active() {
        return state == RecordingState.RECORDING || state == RecordingState.PAUSED;
    }

    private long now() {
        return ticker.getAsLong() - epochNanos;
    }

    /** What it has on the disk so far. */
    synchronized long bytes() {
        long bytes = files.stream().mapToLong(RecordedFile::bytes).sum();
        for (ParticipantRecorder recorder : recorders) {
            bytes += recorder.files().stream()
                    .mapToLong(file -> file.snapshot().bytes())
                    .sum();
        }
        return bytes;
    }

    /** Rises with every gap that is found; any thread, no lock. */
    long gapChanges() {
        return gaps.changes();
    }

    synchronized int queued() {
        return recorders.stream().mapToInt(ParticipantRecorder::queued).sum();
    }

    synchronized RecordingSnapshot snapshot() {
        List<RecordedFile> all = new ArrayList<>(files);
        String wrong = error;
        for (ParticipantRecorder recorder : recorders) {
            recorder.files().forEach(file -> all.add(file.snapshot()));
            wrong = wrong == null ? recorder.error() : wrong;
        }
        all.sort(Comparator.comparingDouble(RecordedFile::offsetSeconds).thenComparing(RecordedFile::name));
        return new RecordingSnapshot(
                id,
                meetingId,
                meetingName,
                state,
                false,
                startedAt,
                approval,
                destination,
                format,
                endedAt,
                endReason,
                List.copyOf(all),
                beside,
                gaps.snapshot(),
                gaps.unlisted(),
                wrong);
    }

    private synchronized Path nextFile(String safePeer, String extension) throws FfmpegException {
        int number = numbers.merge(safePeer, 1, Integer::sum);
        int most = properties.segment().equals(RecordingProperties.SegmentLimits.NONE) ? MOST_FILES : MOST_SEGMENTS;
        if (number > most) {
            throw new FfmpegException("a participant has " + most + " files already");
        }
        return folder.resolve(safePeer + "-" + number + "." + extension);
    }

    /** Passes on what a writer thread tells. */
    private final class Writer implements ParticipantRecorder.Owner {
        @Override
        public void fileOpened() {
            listener.filesChanged(Recording.this);
        }

        @Override
        public void done(ParticipantRecorder recorder) {
            listener.writerDone(Recording.this, recorder);
        }
    }
}
