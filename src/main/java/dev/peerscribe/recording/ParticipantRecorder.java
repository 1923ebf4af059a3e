package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.EncoderException;
import dev.peerscribe.ffmpeg.Ffmpeg;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.RecordingMetrics.Drop;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Records at most one picture and one sound track of a participant: native threads put frames into a bounded queue, one
 * writer thread encodes or copies them into one file after the other. It ends by itself when its last track has.
 */
final class ParticipantRecorder {
    private static final long SECOND = 1_000_000_000L;

    private static final long FIRST_RETRY = 5 * SECOND;
    private static final long LONGEST_RETRY = 60 * SECOND;

    private final Participant participant;
    private final RecordingProperties properties;
    private final RecordingMetrics metrics;
    private final Owner owner;
    private final FrameQueue queue;
    private final Thread thread;
    private final Reception reception = new Reception();
    private final ParticipantFiles files;
    // owned by the writer thread
    private final Set<TrackKind> open = EnumSet.noneOf(TrackKind.class);
    private final TrackLane sound;
    private final TrackLane pictures;
    private @Nullable Segment segment;
    private FrameQueue.@Nullable Paused paused;
    private long retryDelay = FIRST_RETRY;
    /** Of the latest failure of a file. */
    private long failedAt = Long.MIN_VALUE;

    /** Whose frames, and where to. */
    interface Participant {
        /** The recording's id. */
        String recording();

        String peer();

        @Nullable
        String peerName();

        /** A new name for a file, with its folder. */
        Path nextFile(String extension) throws FfmpegException;

        /** The recording's start. */
        Instant startedAt();

        /** {@link System#nanoTime()} of the recording's start. */
        long epochNanos();

        /** {@link System#nanoTime()}. */
        long now();
    }

    /** Who wants to know. Called on the writer thread: only enqueues. */
    interface Owner {
        void fileOpened();

        void done(ParticipantRecorder recorder);
    }

    ParticipantRecorder(
            Participant participant,
            RecordingFormat format,
            RecordingProperties properties,
            RecordingMetrics metrics,
            GapLog gaps,
            Owner owner) {
        this.participant = participant;
        this.properties = properties;
        this.metrics = metrics;
        sound = new TrackLane(participant.peer(), TrackKind.AUDIO, reception, metrics, gaps);
        pictures = new TrackLane(participant.peer(), TrackKind.VIDEO, reception, metrics, gaps);
        this.owner = owner;
        queue = new FrameQueue(properties.queue());
        files = new ParticipantFiles(
                participant, format, properties.minFreeDisk().toBytes(), reception, metrics);
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

    /** How the tracks come through; times in it are nanoseconds since the recording's start. */
    Reception reception() {
        return reception;
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
        return files.all();
    }

    /** What went wrong, in words for a user. */
    @Nullable
    String error() {
        return files.error();
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
        MDC.put("recording", participant.recording());
        MDC.put("peer", participant.peer());
        try {
            Ffmpeg.load();
            write();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            files.broken(e);
        } catch (LinkageError e) {
            files.note(new FfmpegException("FFmpeg cannot be loaded on this machine"));
        } finally {
            try {
                abandon(0);
                endSegment();
                files.seal();
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
                    lane(opened.kind()).opened(opened.nanos());
                    if (paused != null) {
                        lane(opened.kind()).paused(paused.nanos());
                    }
                }
                case FrameQueue.Closed closed -> {
                    lane(closed.kind()).ended(closed.nanos());
                    open.remove(closed.kind());
                }
                case FrameQueue.Paused pause -> {
                    paused = pause;
                    open.forEach(kind -> lane(kind).paused(pause.nanos()));
                }
                case FrameQueue.Resumed pause -> {
                    paused = null;
                    open.forEach(kind -> lane(kind).resumed(pause.fromNanos(), pause.toNanos()));
                    interrupted(TrackKind.VIDEO);
                }
                case FrameQueue.End end -> {
                    open.forEach(kind -> lane(kind).ended(end.nanos()));
                    return;
                }
            }
            long nanos = entry == null
                    ? participant.now() - participant.epochNanos()
                    : Math.max(sound.reached(), pictures.reached());
            open.forEach(kind -> lane(kind).look(nanos));
        }
    }

    private void write(FrameQueue.Frame frame) {
        try (MediaFrame media = frame.media()) {
            TrackKind kind = FrameQueue.kind(media);
            long nanos = media.presentationNanos() - participant.epochNanos();
            if (nanos < 0) {
                return; // from before the recording
            }
            TrackLane lane = lane(kind);
            noteMissing(frame, kind, lane);
            if (!FrameCheck.plausible(media, participant.now())) {
                metrics.dropped(kind, Drop.INVALID, 1);
                interrupted(kind);
            } else if (!lane.skips(nanos)) {
                record(media, kind, lane, nanos);
            }
        }
    }

    private void noteMissing(FrameQueue.Frame frame, TrackKind kind, TrackLane lane) {
        EncodedFrame sent = frame.media() instanceof EncodedFrame encoded ? encoded : null;
        if (frame.afterDrop()) {
            // What is only copied waits for nothing but the file.
            lane.missing(sent == null ? RecordingGap.Cause.ENCODER_OVERLOAD : RecordingGap.Cause.DISK);
            interrupted(kind);
        }
        if (sent != null) {
            lane.lost(sent.lossBefore());
        }
    }

    private void interrupted(TrackKind kind) {
        if (segment != null) {
            segment.interrupted(kind);
        }
    }

    private void record(MediaFrame media, TrackKind kind, TrackLane lane, long nanos) {
        long begun = System.nanoTime();
        try {
            Segment into = segmentFor(media);
            switch (into.write(media, nanos)) {
                case RECORDED -> lane.recorded(nanos, FrameCheck.length(media), System.nanoTime() - begun);
                case LATE -> metrics.dropped(kind, Drop.LATE, 1);
                case NO_KEY_FRAME -> {
                    metrics.dropped(kind, Drop.KEY_FRAME, 1);
                    lane.missing(RecordingGap.Cause.KEY_FRAME);
                }
            }
            into.settle(open.size() == 2);
            if (nanos - LONGEST_RETRY > failedAt) {
                retryDelay = FIRST_RETRY;
            }
        } catch (EncoderException e) {
            failed(e, kind, nanos);
        } catch (FfmpegException e) {
            failed(e, nanos);
        }
    }

    /** The file begun, or a further one where it cannot take the frame. */
    private Segment segmentFor(MediaFrame media) throws FfmpegException {
        if (segment != null && !segment.fits(media)) {
            endSegment();
        }
        Segment into = segment;
        if (into == null) {
            into = media instanceof EncodedFrame
                    ? new CopyingSegment(properties.headerWait(), properties.segment(), this::openFile)
                    : new EncodingSegment(properties, this::openFile);
            segment = into;
        }
        return into;
    }

    /** Nothing comes at the moment: what waits for company goes on without. */
    private void settle() {
        Segment current = segment;
        if (current != null) {
            try {
                current.settle(false);
            } catch (FfmpegException e) {
                failed(e, Math.max(sound.reached(), pictures.reached()));
            }
        }
    }

    private SegmentFile openFile(Container byCodec, List<RecordedTrack> tracks, long offsetMillis)
            throws FfmpegException {
        SegmentFile file = files.open(byCodec, tracks, offsetMillis);
        owner.fileOpened();
        return file;
    }

    /** An encoder failed: its kind pauses, the other goes on. */
    private void failed(EncoderException e, TrackKind kind, long nanos) {
        files.note(e);
        lane(kind).failed(nanos, retryDelay, Drop.ENCODER, RecordingGap.Cause.ENCODER_OVERLOAD);
        metrics.dropped(kind, Drop.ENCODER, 1);
    }

    /** The file failed: it is left as it is, a further one is tried later. */
    private void failed(FfmpegException e, long nanos) {
        files.note(e);
        Segment current = segment;
        if (current != null) {
            current.close();
            segment = null;
        }
        files.removeEmpty();
        for (TrackKind kind : TrackKind.values()) {
            lane(kind).failed(nanos, retryDelay, Drop.DISK, RecordingGap.Cause.DISK);
        }
        retryDelay = Math.min(2 * retryDelay, LONGEST_RETRY);
        failedAt = nanos;
    }

    private void endSegment() {
        Segment current = segment;
        segment = null;
        if (current != null) {
            try {
                current.finish();
            } catch (FfmpegException e) {
                files.note(e);
            }
        }
    }

    private TrackLane lane(TrackKind kind) {
        return kind == TrackKind.AUDIO ? sound : pictures;
    }
}
