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

    /** Less than that is not a gap, whatever the reason. */
    private static final long SHORTEST_GAP = SECOND / 5;

    /** How long nothing may come without being listed. */
    private static final long NO_MEDIA_GAP = 2 * SECOND;

    private final String peer;
    private final TrackKind kind;
    private final Reception reception;
    private final RecordingMetrics metrics;
    private final GapLog gaps;
    private long reached;
    /** Packets lost when the latest frame was recorded. */
    private long lost;

    private long retryAt = Long.MIN_VALUE;
    private RecordingGap.@Nullable Cause missing;
    private Drop dropping = Drop.DISK;

    TrackLane(String peer, TrackKind kind, Reception reception, RecordingMetrics metrics, GapLog gaps) {
        this.reception = reception;
        this.peer = peer;
        this.kind = kind;
        this.metrics = metrics;
        this.gaps = gaps;
    }

    long reached() {
        return reached;
    }

    /** A track opened: nothing was missed before. */
    void opened(long nanos) {
        reached = Math.max(reached, nanos);
    }

    /** Frames before the next one are missing; of several causes the first is told. */
    void missing(RecordingGap.Cause cause) {
        if (missing == null) {
            missing = cause;
        }
    }

    /** What the engine says of frames before the next one. */
    void lost(EncodedFrame.Loss loss) {
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
        ended(nanos);
        reached = Math.max(reached, nanos + length);
        lost = packetsLost();
        metrics.written(kind, encodeNanos);
    }

    /** A frame could not be recorded, nor will be those of the next while. */
    void failed(long nanos, long delay, Drop drop, RecordingGap.Cause cause) {
        retryAt = nanos + delay;
        dropping = drop;
        missing = cause;
    }

    /** Lists what is missing between the last frame and {@code nanos}. */
    void ended(long nanos) {
        long length = nanos - reached;
        RecordingGap.Cause cause = missing;
        if (length > SHORTEST_GAP) {
            boolean network = cause == null || cause == RecordingGap.Cause.NETWORK_LOSS;
            if (network && reception.awayBetween(reached, nanos)) {
                gaps.add(peer, kind, reached, nanos, RecordingGap.Cause.PEER_AWAY);
            } else if (cause != null || length > NO_MEDIA_GAP) {
                gaps.add(peer, kind, reached, nanos, cause == null ? unsaid() : cause);
            }
        }
        missing = null;
    }

    /** Why nothing came, where neither the frames say so nor the state of the way to the peer. */
    private RecordingGap.Cause unsaid() {
        if (reception.of(kind) == null) {
            return RecordingGap.Cause.NO_MEDIA;
        }
        return packetsLost() > lost ? RecordingGap.Cause.NETWORK_LOSS : RecordingGap.Cause.MUTE;
    }

    private long packetsLost() {
        TrackQuality quality = reception.of(kind);
        return quality == null ? 0 : quality.packetsLost();
    }

    void paused(long fromNanos, long toNanos) {
        gaps.add(peer, kind, Math.max(fromNanos, reached), toNanos, RecordingGap.Cause.PAUSE);
        reached = Math.max(reached, toNanos);
    }
}
