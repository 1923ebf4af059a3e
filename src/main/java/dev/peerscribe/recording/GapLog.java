package dev.peerscribe.recording;

import dev.peerscribe.media.TrackKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The gaps of one recording: the first thousand, of the others how many and how long they are. Any thread. */
final class GapLog {
    private static final int LARGEST = 1000;

    /** Gaps of one cause that are no further apart than this are one. */
    private static final Duration APART = Duration.ofSeconds(1);

    private final RecordingMetrics metrics;
    private final Instant startedAt;
    // all guarded by this
    private final List<RecordingGap> gaps = new ArrayList<>();
    private final Set<Lasting> lasting = new LinkedHashSet<>();
    private int unlisted;
    private Duration unlistedLength = Duration.ZERO;
    private long changes;

    GapLog(RecordingMetrics metrics, Instant startedAt) {
        this.metrics = metrics;
        this.startedAt = startedAt;
    }

    /** Notes a gap; the times are nanoseconds since the recording's start. */
    synchronized void add(String peer, TrackKind kind, long fromNanos, long toNanos, RecordingGap.Cause cause) {
        changes++;
        RecordingGap gap = gap(peer, kind, fromNanos, toNanos, cause);
        for (int i = gaps.size() - 1; i >= 0 && i >= gaps.size() - 16; i--) {
            RecordingGap last = gaps.get(i);
            if (last.cause() == cause
                    && last.kind() == kind
                    && last.peer().equals(peer)
                    && !gap.from().isBefore(last.from())
                    && gap.from().isBefore(last.to().plus(APART))) {
                Instant to = gap.to().isAfter(last.to()) ? gap.to() : last.to();
                gaps.set(i, new RecordingGap(peer, kind, last.from(), to, cause));
                return;
            }
        }
        metrics.gap(cause);
        if (gaps.size() < LARGEST) {
            gaps.add(gap);
        } else {
            unlisted++;
            unlistedLength = unlistedLength.plus(Duration.between(gap.from(), gap.to()));
        }
    }

    private RecordingGap gap(String peer, TrackKind kind, long fromNanos, long toNanos, RecordingGap.Cause cause) {
        return new RecordingGap(peer, kind, startedAt.plusNanos(fromNanos), startedAt.plusNanos(toNanos), cause);
    }

    /** Those that are over and those that last, by their beginning. */
    synchronized List<RecordingGap> snapshot() {
        List<RecordingGap> all = new ArrayList<>(gaps);
        lasting.forEach(each -> all.add(each.soFar));
        all.sort(Comparator.comparing(RecordingGap::from));
        return List.copyOf(all);
    }

    /** Those that found no room; null where all did. */
    synchronized @Nullable UnlistedGaps unlisted() {
        return unlisted == 0 ? null : new UnlistedGaps(unlisted, unlistedLength.toMillis() / 1000.0);
    }

    /** Rises with every gap that is new, or over; not while one lasts. */
    synchronized long changes() {
        return changes;
    }

    /** Lists a gap for as long as it lasts, or until it is known what it was; to be {@link Lasting#settled} by its owner. */
    synchronized Lasting lasts(String peer, TrackKind kind, long fromNanos, long toNanos, RecordingGap.Cause cause) {
        Lasting gap = new Lasting(gap(peer, kind, fromNanos, toNanos, cause));
        lasting.add(gap);
        changes++;
        return gap;
    }

    /** A gap of which the end or the cause is not known yet. */
    final class Lasting {
        private RecordingGap soFar; // guarded by the log

        private Lasting(RecordingGap soFar) {
            this.soFar = soFar;
        }

        /** It is so long by now; the last of its causes that was thought of is told. */
        void until(long nanos, RecordingGap.Cause cause) {
            synchronized (GapLog.this) {
                soFar = new RecordingGap(soFar.peer(), soFar.kind(), soFar.from(), startedAt.plusNanos(nanos), cause);
            }
        }

        /** It is listed no longer: what it was is added, if it was one. */
        void settled() {
            synchronized (GapLog.this) {
                lasting.remove(this);
                changes++;
            }
        }
    }
}
