package dev.peerscribe.recording;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackQuality;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holes between the frames of a track of which nobody said why. The statistics tell, but they are asked for once a second
 * only, and whether a hole was one shows in the frames that follow it: so each is judged a while after its end. Times are
 * nanoseconds since the recording's start. Owned by the writer thread.
 */
final class UnsaidHoles {
    /** How long nothing may come without being listed, for whatever reason. */
    static final long LONG = 2_000_000_000L;

    /** Less than that is not a gap. */
    static final long SHORTEST_GAP = LONG / 10;

    /** After that the statistics know of it, and the track has its rhythm again. */
    private static final long HINDSIGHT = LONG;

    private static final int MOST = 16;

    private static final TrackQuality NOTHING = new TrackQuality(0, 0, 0, 0, 0, 0, 0);

    private final String peer;
    private final TrackKind kind;
    private final Reception reception;
    private final GapLog gaps;
    private final ArrayDeque<Hole> holes = new ArrayDeque<>();

    /**
     * A hole.
     *
     * @param usual how long nothing usually came between two frames before it
     * @param before how the track came through until then
     * @param listed as what it is listed meanwhile
     */
    private record Hole(
            long from, long to, long usual, @Nullable TrackQuality before, GapLog.@Nullable Lasting listed) {
        long length() {
            return to - from;
        }

        /** Whether more than a gap is missing of what would have come in the rhythm of the frames around it. */
        boolean isMissed(long usualSince) {
            return length() - Math.max(usual, usualSince) > SHORTEST_GAP;
        }
    }

    UnsaidHoles(String peer, TrackKind kind, Reception reception, GapLog gaps) {
        this.peer = peer;
        this.kind = kind;
        this.reception = reception;
        this.gaps = gaps;
    }

    /** A hole is over; the parameters are those of {@link Hole}. */
    void add(long from, long to, long usual, @Nullable TrackQuality before, GapLog.@Nullable Lasting listed) {
        if (holes.size() == MOST) {
            judge(holes.remove(), usual);
        }
        holes.add(new Hole(from, to, usual, before, listed));
    }

    /** Lists those that turned out to be gaps by now; {@code usual} is the rhythm since. */
    void judge(long nanos, long usual) {
        while (!holes.isEmpty() && holes.element().to() <= nanos - HINDSIGHT) {
            judge(holes.remove(), usual);
        }
    }

    /** Lists what is known to be a gap so far: nothing more comes. */
    void judgeAll(long usual) {
        judge(Long.MAX_VALUE, usual);
    }

    private void judge(Hole hole, long usual) {
        if (hole.listed() != null) {
            hole.listed().settled();
        }
        RecordingGap.Cause cause = hole.length() > LONG || hole.isMissed(usual)
                ? cause(hole.length(), Math.max(hole.usual(), usual), hole.before())
                : null;
        if (cause != null) {
            gaps.add(peer, kind, hole.from(), hole.to(), cause);
        }
    }

    /** What is thought of a hole that lasts. */
    RecordingGap.Cause soFar(@Nullable TrackQuality before) {
        return Objects.requireNonNullElse(cause(Long.MAX_VALUE, Rhythm.UNKNOWN, before), RecordingGap.Cause.MUTE);
    }

    /**
     * Why a hole is a gap, null where it is none: a sender may rest for a while, as one does that shows a screen on which
     * nothing moves.
     */
    private RecordingGap.@Nullable Cause cause(long length, long usual, @Nullable TrackQuality before) {
        TrackQuality now = reception.of(kind);
        if (now == null) {
            return length > LONG ? RecordingGap.Cause.NO_MEDIA : null;
        }
        TrackQuality since = now.since(before == null ? NOTHING : before, 0);
        if (since.packetsLost() > 0 || fills(since.framesDropped(), length, usual)) {
            return RecordingGap.Cause.NETWORK_LOSS;
        }
        return length > LONG ? RecordingGap.Cause.MUTE : null;
    }

    /** Whether so many pictures were to be seen in a hole; single ones are dropped without being missed. */
    private static boolean fills(long pictures, long length, long usual) {
        return pictures > 0 && usual > 0 && usual != Rhythm.UNKNOWN && pictures >= length / usual / 2;
    }
}
