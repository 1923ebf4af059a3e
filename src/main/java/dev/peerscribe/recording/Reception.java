package dev.peerscribe.recording;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackQuality;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the tracks of one writer come through, and when their peer was away. Any thread. Times are nanoseconds. */
final class Reception {
    private final Map<TrackKind, Supplier<@Nullable TrackQuality>> tracks = new ConcurrentHashMap<>();
    /** Of the latest absence; guarded by this, as is the next. */
    private long awayFrom = Long.MAX_VALUE;

    private long awayTo = Long.MAX_VALUE;

    /** The track of a kind is measured so from now on. */
    void measuredBy(TrackKind kind, Supplier<@Nullable TrackQuality> track) {
        tracks.put(kind, track);
    }

    /** Since the track opened; null where that is not known. */
    @Nullable
    TrackQuality of(TrackKind kind) {
        Supplier<@Nullable TrackQuality> track = tracks.get(kind);
        return track == null ? null : track.get();
    }

    /** The way to the peer is broken; does nothing where it was. */
    synchronized void away(long nanos) {
        if (awayFrom == Long.MAX_VALUE || awayTo != Long.MAX_VALUE) {
            awayFrom = nanos;
            awayTo = Long.MAX_VALUE;
        }
    }

    /** The peer is back; does nothing where it was not away. */
    synchronized void back(long nanos) {
        if (awayFrom != Long.MAX_VALUE && awayTo == Long.MAX_VALUE) {
            awayTo = nanos;
        }
    }

    /** Whether the peer was away at any time between these. */
    synchronized boolean awayBetween(long from, long to) {
        return awayFrom < to && awayTo > from;
    }
}
