package dev.peerscribe.recording;

import dev.peerscribe.media.TrackKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The gaps of one recording: the first thousand, the others are counted only. Any thread. */
final class GapLog {
    private static final int LARGEST = 1000;

    /** Gaps of one cause that are no further apart than this are one. */
    private static final Duration APART = Duration.ofSeconds(1);

    private final RecordingMetrics metrics;
    private final Instant startedAt;
    private final List<RecordingGap> gaps = new ArrayList<>(); // guarded by this

    GapLog(RecordingMetrics metrics, Instant startedAt) {
        this.metrics = metrics;
        this.startedAt = startedAt;
    }

    /** Notes a gap; the times are nanoseconds since the recording's start. */
    synchronized void add(String peer, TrackKind kind, long fromNanos, long toNanos, RecordingGap.Cause cause) {
        Instant from = startedAt.plusNanos(fromNanos);
        Instant to = startedAt.plusNanos(toNanos);
        for (int i = gaps.size() - 1; i >= 0 && i >= gaps.size() - 16; i--) {
            RecordingGap last = gaps.get(i);
            if (last.cause() == cause
                    && last.kind() == kind
                    && last.peer().equals(peer)
                    && !from.isBefore(last.from())
                    && from.isBefore(last.to().plus(APART))) {
                gaps.set(i, new RecordingGap(peer, kind, last.from(), to, cause));
                return;
            }
        }
        metrics.gap(cause);
        if (gaps.size() < LARGEST) {
            gaps.add(new RecordingGap(peer, kind, from, to, cause));
        }
    }

    synchronized List<RecordingGap> snapshot() {
        return List.copyOf(gaps);
    }
}
