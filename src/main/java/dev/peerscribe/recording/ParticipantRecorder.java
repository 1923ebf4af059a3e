package dev.peerscribe.recording;

import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import dev.peerscribe.recording.RecordingMetrics.Drop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records at most one picture and one sound track of a participant: native threads put frames into a bounded queue, one
 * writer thread encodes them into one file after the other. It ends by itself when its last track has.
 */
final class ParticipantRecorder {
    private static final Logger log = LoggerFactory.getLogger(ParticipantRecorder.class);

    private static final long SECOND = 1_000_000_000L;

    /** Less than that is not a gap, whatever the reason. */
    private static final long SHORTEST_GAP = SECOND / 5;

    /** How long nothing may come without being listed. */
    private static final long NO_MEDIA_GAP = 2 * SECOND;

    private static final long FIRST_RETRY = 5 * SECOND;
    private static final long LONGEST_RETRY = 60 * SECOND;

    private final Participant participant;
    private final RecordingProperties properties;
    private final RecordingMetrics metrics;
    private final GapLog gaps;
    private final Owner owner;
    private final FrameQueue queue;
    private final Thread thread;
    // written by the writer thread, read by any
    private final List<SegmentFile> files = new CopyOnWriteArrayList<>();
    private volatile @Nullable String error;
    // owned by the writer thread
    private final Set<TrackKind> open = EnumSet.noneOf(TrackKind.class);
    private final Lane sound = new Lane();
    private final Lane pictures = new Lane();
    private @Nullable Segment segment;
    private long retryDelay = FIRST_RETRY;

    /** Whose frames, and where to. */
    interface Participant {
        String peer();

        @Nullable
        String peerName();

        /** A new name for a file, with its folder. */
        Path nextFile(String extension) throws FfmpegException;

        /** {@link System#nanoTime()} of the recording's start. */
        long epochNanos();
    }

    /** Who wants to know. Called on the writer thread: only enqueues. */
    interface Owner {
        void fileOpened();

        void done(ParticipantRecorder recorder);
    }

    /** What is known of one kind; times are nanoseconds since the recording's start. */
    private static final class Lane {
        private long reached;
        private long retryAt = Long.MIN_VALUE;
        private RecordingGap.@Nullable Cause missing;
        private Drop dropping = Drop.DISK;
    }

    ParticipantRecorder(
            Participant participant,
            RecordingProperties properties,
            RecordingMetrics metrics,
            GapLog gaps,
            Owner owner) {
        this.participant = participant;
        this.properties = properties;
        this.metrics = metrics;
        this.gaps = gaps;
        this.owner = owner;
        queue = new FrameQueue(properties.queue());
        thread = Thread.ofPlatform()
                .name("recording-" + participant.peer())
                .daemon(true)
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** A sink for a track that opened; times here and below are nanoseconds since the recording's start. */
    MediaSink open(TrackKind kind, long nanos) {
        queue.mark(new FrameQueue.Opened(kind, nanos));
        return this::accept;
    }

    void close(TrackKind kind, long nanos) {
        queue.mark(new FrameQueue.Closed(kind, nanos));
    }

    void pause(long nanos) {
        queue.pause(nanos);
    }

    void resume(long nanos) {
        queue.resume(nanos);
    }

    /** Takes nothing in any more, and completes the files when all that waits is written. */
    void end(long nanos) {
        queue.resume(nanos);
        queue.end(nanos);
    }

    /** As {@link #end}, throwing away what waits. */
    void abandon(long nanos) {
        queue.abandon(nanos).forEach((kind, count) -> metrics.dropped(kind, Drop.STOP, count));
    }

    String peer() {
        return participant.peer();
    }

    int queued() {
        return queue.length();
    }

    List<SegmentFile> files() {
        return files;
    }

    /** What went wrong, in words for a user. */
    @Nullable
    String error() {
        return error;
    }

    /** Runs on a native thread: takes the frame over, never waits, never throws. */
    private void accept(MediaFrame frame) {
        try {
            boolean taken = false;
            try {
                FrameQueue.Offer offer = queue.offer(frame);
                taken = offer == FrameQueue.Offer.TAKEN;
                if (offer == FrameQueue.Offer.FULL) {
                    metrics.dropped(FrameQueue.kind(frame), Drop.OVERLOAD, 1);
                }
            } finally {
                if (!taken) {
                    frame.close();
                }
            }
        } catch (RuntimeException e) {
            metrics.dropped(FrameQueue.kind(frame), Drop.INVALID, 1);
        }
    }

    private void run() {
        try {
            Ffmpeg.load();
            write();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            error = "the writer failed: " + e.getClass().getSimpleName();
            log.error("The writer of {} failed", participant.peer(), e);
        } finally {
            try {
                abandon(0);
                endSegment();
                files.forEach(this::seal);
            } finally {
                owner.done(this);
            }
        }
    }

    private void write() throws InterruptedException {
        while (true) {
            FrameQueue.Entry entry = queue.poll(SECOND);
            switch (entry) {
                case null -> settle();
                case FrameQueue.Frame frame -> write(frame);
                case FrameQueue.Opened opened -> {
                    open.add(opened.kind());
                    Lane lane = lane(opened.kind());
                    lane.reached = Math.max(lane.reached, opened.nanos());
                }
                case FrameQueue.Closed closed -> {
                    gap(closed.kind(), closed.nanos());
                    open.remove(closed.kind());
                }
                case FrameQueue.Resumed resumed -> resumed(resumed);
                case FrameQueue.End end -> {
                    open.forEach(kind -> gap(kind, end.nanos()));
                    return;
                }
            }
        }
    }

    private void write(FrameQueue.Frame frame) {
        try (MediaFrame media = frame.media()) {
            TrackKind kind = FrameQueue.kind(media);
            long nanos = media.presentationNanos() - participant.epochNanos();
            if (nanos < 0) {
                return; // from before the recording
            }
            Lane lane = lane(kind);
            if (frame.afterDrop() && lane.missing == null) {
                lane.missing = RecordingGap.Cause.ENCODER_OVERLOAD;
            }
            if (!sound(media)) {
                metrics.dropped(kind, Drop.INVALID, 1);
            } else if (nanos < lane.retryAt) {
                metrics.dropped(kind, lane.dropping, 1);
            } else {
                encode(media, kind, lane, nanos);
            }
        }
    }

    private static boolean sound(MediaFrame media) {
        return switch (media) {
            case VideoPicture picture -> PictureCopy.sound(picture);
            case AudioBlock block -> ArrivalClockAudio.sound(block);
        };
    }

    private void encode(MediaFrame media, TrackKind kind, Lane lane, long nanos) {
        long begun = System.nanoTime();
        try {
            if (!encode(media, nanos)) {
                metrics.dropped(kind, Drop.LATE, 1);
                return;
            }
            gap(kind, nanos);
            lane.reached = Math.max(lane.reached, nanos + length(media));
            metrics.written(kind, System.nanoTime() - begun);
        } catch (EncoderException e) {
            failed(e, kind, nanos);
        } catch (FfmpegException e) {
            failed(e, nanos);
        }
    }

    private boolean encode(MediaFrame media, long nanos) throws FfmpegException {
        Segment into = segment;
        boolean fits = into == null
                || switch (media) {
                    case VideoPicture picture -> into.fits(picture);
                    case AudioBlock block -> into.fits(block);
                };
        if (!fits) {
            endSegment();
            into = null;
        }
        if (into == null) {
            into = new Segment(properties, this::openFile);
            segment = into;
        }
        boolean shown = switch (media) {
            case VideoPicture picture -> into.write(picture, nanos);
            case AudioBlock block -> {
                into.write(block, nanos);
                yield true;
            }
        };
        into.settle(open.size() == 2);
        return shown;
    }

    private static long length(MediaFrame media) {
        return media instanceof AudioBlock block ? block.samples() * SECOND / block.sampleRate() : 0;
    }

    /** Nothing comes at the moment: what waits for company goes on without. */
    private void settle() {
        Segment current = segment;
        if (current != null) {
            try {
                current.settle(false);
            } catch (FfmpegException e) {
                failed(e, Math.max(sound.reached, pictures.reached));
            }
        }
    }

    private SegmentFile openFile(List<RecordedTrack> tracks, long offsetMillis) throws FfmpegException {
        SegmentFile file = new SegmentFile(
                metrics,
                participant.nextFile(properties.video().codec().extension()),
                participant.peer(),
                participant.peerName(),
                tracks,
                offsetMillis);
        files.add(file);
        owner.fileOpened();
        return file;
    }

    /** Lists what is missing between the last frame of a kind and {@code nanos}. */
    private void gap(TrackKind kind, long nanos) {
        Lane lane = lane(kind);
        long length = nanos - lane.reached;
        RecordingGap.Cause cause = lane.missing;
        if (cause == null ? length > NO_MEDIA_GAP : length > SHORTEST_GAP) {
            gaps.add(
                    participant.peer(), kind, lane.reached, nanos, cause == null ? RecordingGap.Cause.NO_MEDIA : cause);
        }
        lane.missing = null;
    }

    private void resumed(FrameQueue.Resumed pause) {
        for (TrackKind kind : open) {
            Lane lane = lane(kind);
            gaps.add(
                    participant.peer(),
                    kind,
                    Math.max(pause.fromNanos(), lane.reached),
                    pause.toNanos(),
                    RecordingGap.Cause.PAUSE);
            lane.reached = Math.max(lane.reached, pause.toNanos());
        }
    }

    /** An encoder failed: its kind pauses, the other goes on. */
    private void failed(EncoderException e, TrackKind kind, long nanos) {
        note(e);
        Segment current = segment;
        if (current != null) {
            switch (kind) {
                case VIDEO -> current.dropVideo();
                case AUDIO -> current.dropAudio();
            }
        }
        retry(kind, nanos, Drop.ENCODER, RecordingGap.Cause.ENCODER_OVERLOAD);
    }

    /** The file failed: it is left as it is, a further one is tried later. */
    private void failed(FfmpegException e, long nanos) {
        note(e);
        Segment current = segment;
        if (current != null) {
            current.close();
            segment = null;
        }
        files.removeIf(file -> !file.whole() && file.durationMillis() == 0 && removed(file));
        for (TrackKind kind : TrackKind.values()) {
            retry(kind, nanos, Drop.DISK, RecordingGap.Cause.DISK);
        }
        retryDelay = Math.min(2 * retryDelay, LONGEST_RETRY);
    }

    private void retry(TrackKind kind, long nanos, Drop drop, RecordingGap.Cause cause) {
        Lane lane = lane(kind);
        lane.retryAt = nanos + retryDelay;
        lane.dropping = drop;
        lane.missing = cause;
        metrics.dropped(kind, drop, 1);
    }

    private void endSegment() {
        Segment current = segment;
        segment = null;
        if (current != null) {
            try {
                current.finish();
            } catch (FfmpegException e) {
                note(e);
            }
        }
    }

    /** Completes a file for good, as far as that goes. */
    private void seal(SegmentFile file) {
        try {
            if (!file.whole()) {
                file.corrected(Remux.repair(file.path()).durationMillis());
                file.completed();
            }
        } catch (IOException e) {
            note(e); // the disk may be full; the file plays without an index too
        }
        if (file.durationMillis() == 0 && removed(file)) {
            files.remove(file);
            return;
        }
        try {
            FileSeal.sync(file.path());
            file.hashed(FileSeal.sha256(file.path()));
        } catch (IOException e) {
            note(e);
        }
    }

    private boolean removed(SegmentFile file) {
        try {
            Files.deleteIfExists(file.path());
            return true;
        } catch (IOException e) {
            note(e);
            return false;
        }
    }

    private void note(IOException e) {
        if (error == null) {
            // Only the first: what follows is mostly its consequence.
            error = String.valueOf(e.getMessage());
            log.warn("Recording {}: {}", participant.peer(), e.getMessage());
        }
    }

    private Lane lane(TrackKind kind) {
        return kind == TrackKind.AUDIO ? sound : pictures;
    }
}
