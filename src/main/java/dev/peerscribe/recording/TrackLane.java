package dev.peerscribe.recording;

import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackQuality;
import dev.peerscribe.recording.RecordingMetrics.Drop;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one kind of a participant: how far it is recorded, what is missing, when a failed encoder or file is
 * tried again. Times are nanoseconds since the recording's start. Owned by the writer thread.
 */
final class TrackLane {
    private static final long SECOND = 1_000_000_000L;

    private static final long NOT_PAUSED = Long.MAX_VALUE;

    private final String peer;
    private final TrackKind kind;
    private final Reception reception;
    private final RecordingMetrics metrics;
    private final GapLog gaps;
    private final Rhythm rhythm = new Rhythm();
    private final UnsaidHoles unsaid;
    private long reached;
    /** How the track came through when the latest frame was recorded. */
    private @Nullable TrackQuality quality;

    private long retryAt = Long.MIN_VALUE;
    private RecordingGap.@Nullable Cause missing;
    /** Whether the engine says what is missing before a frame; then nothing else is. */
    private boolean engineSays;

    private Drop dropping = Drop.DISK;
    private long pausedFrom = NOT_PAUSED;
    /** What is missing at the moment, once that lasts. */
    private GapLog.@Nullable Lasting lasting;

    private long lastingTo;

    TrackLane(String peer, TrackKind kind, Reception reception, RecordingMetrics metrics, GapLog gaps) {
        this.reception = reception;
        this.peer = peer;
        this.kind = kind;
        this.metrics = metrics;
        this.gaps = gaps;
        unsaid = new UnsaidHoles(peer, kind, reception, gaps);
    }

    long reached() {
        return reached;
    }

    /** A track opened: nothing was missed before. */
    void opened(long nanos) {
        reached = Math.max(reached, nanos);
        rhythm.begin();
        quality = null;
    }

    /** Frames before the next one are missing; of several causes the first is told. */
    void missing(RecordingGap.Cause cause) {
        if (missing == null) {
            missing = cause;
        }
    }

    /** What the engine says of frames before the next one. */
    void lost(EncodedFrame.Loss loss) {
        engineSays = true;
        switch (loss) {
            case NONE -> {}
            case NETWORK -> missing(RecordingGap.Cause.NETWORK_LOSS);
            case KEY_FRAME -> missing(RecordingGap.Cause.KEY_FRAME);
        }
    }

    /** Counts a frame that cannot be encoded yet, after a failure; false where it can. */
    boolean skips(long nanos) {
        if (nanos >= retryAt) {
            return false;
        }
        metrics.dropped(kind, dropping, 1);
        return true;
    }

    /** A frame is recorded. */
    void recorded(long nanos, long length, long encodeNanos) {
        missed(nanos, engineSays ? UnsaidHoles.LONG : UnsaidHoles.SHORTEST_GAP);
        rhythm.add(nanos - reached);
        reached = Math.max(reached, nanos + length);
        quality = reception.of(kind);
        metrics.written(kind, encodeNanos);
    }

    /** A frame could not be recorded, nor will be those of the next while. */
    void failed(long nanos, long delay, Drop drop, RecordingGap.Cause cause) {
        retryAt = nanos + delay;
        dropping = drop;
        missing = cause;
    }

    /** The track ends: lists what is missing since the last frame. */
    void ended(long nanos) {
        if (pausedFrom == NOT_PAUSED) {
            missed(nanos, UnsaidHoles.LONG);
        } else {
            resumed(pausedFrom, nanos);
        }
        unsaid.judgeAll(rhythm.usual());
    }

    /**
     * Lists what is missing between the last frame and {@code nanos}.
     *
     * @param unsaidFrom how long a hole must be of which nobody said why
     */
    private void missed(long nanos, long unsaidFrom) {
        long length = nanos - reached;
        RecordingGap.Cause cause = missing;
        GapLog.Lasting listed = lasting;
        missing = null;
        engineSays = false;
        lasting = null;
        if (length > UnsaidHoles.SHORTEST_GAP && isAway(cause, nanos)) {
            cause = RecordingGap.Cause.PEER_AWAY;
        }
        if (cause == null && length > unsaidFrom) {
            unsaid.add(reached, nanos, rhythm.usual(), quality, listed);
            return;
        }
        if (listed != null) {
            listed.settled();
        }
        if (cause != null && length > UnsaidHoles.SHORTEST_GAP) {
            gaps.add(peer, kind, reached, nanos, cause);
        }
    }

    /** Whether the way to the peer was broken, which says more than that packets were lost. */
    private boolean isAway(RecordingGap.@Nullable Cause cause, long nanos) {
        boolean network = cause == null || cause == RecordingGap.Cause.NETWORK_LOSS;
        return network && reception.awayBetween(reached, nanos);
    }

    /** Nothing more comes for a while, on purpose. */
    void paused(long nanos) {
        if (pausedFrom == NOT_PAUSED) {
            RecordingGap.Cause goesOn = missing;
            missed(nanos, UnsaidHoles.LONG);
            missing = goesOn;
            pausedFrom = Math.max(nanos, reached);
        }
    }

    /** That is over. */
    void resumed(long fromNanos, long toNanos) {
        paused(fromNanos);
        if (lasting != null) {
            lasting.settled();
            lasting = null;
        }
        if (toNanos > pausedFrom) {
            gaps.add(peer, kind, pausedFrom, toNanos, RecordingGap.Cause.PAUSE);
        }
        reached = Math.max(reached, toNanos);
        pausedFrom = NOT_PAUSED;
    }

    /** So late it is: lists what turned out to be a gap, and what is missing for long by now. */
    void look(long nanos) {
        unsaid.judge(nanos, rhythm.usual());
        boolean paused = pausedFrom != NOT_PAUSED;
        long from = paused ? Math.max(pausedFrom, reached) : reached;
        if (nanos - from <= UnsaidHoles.LONG || (lasting != null && nanos - lastingTo < SECOND)) {
            return;
        }
        RecordingGap.Cause cause = paused ? RecordingGap.Cause.PAUSE : soFar(nanos);
        if (lasting == null) {
            lasting = gaps.lasts(peer, kind, from, nanos, cause);
        } else {
            lasting.until(nanos, cause);
        }
        lastingTo = nanos;
    }

    private RecordingGap.Cause soFar(long nanos) {
        if (isAway(missing, nanos)) {
            return RecordingGap.Cause.PEER_AWAY;
        }
        return missing == null ? unsaid.soFar(quality) : missing;
    }
}
