package dev.peerscribe.signaling;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was seen within the window; bounded, and once full it refuses instead of forgetting. Owned by one thread. */
final class ReplayCache {
    /** What became of a request to remember. */
    enum Answer {
        NEW,
        SEEN,
        FULL
    }

    private final InstantSource clock;
    private final Duration window;
    private final int capacity;
    /** In the order of their coming, so the oldest stand in front. */
    private final Map<String, Instant> seen = new LinkedHashMap<>();

    ReplayCache(InstantSource clock, Duration window, int capacity) {
        this.clock = clock;
        this.window = window;
        this.capacity = capacity;
    }

    /** Remembers all of the marks or, where one of them was seen or there is no room, none. */
    Answer remember(List<String> marks) {
        Instant now = clock.instant();
        expire(now);
        if (marks.stream().anyMatch(seen::containsKey)) {
            return Answer.SEEN;
        }
        if (seen.size() + marks.size() > capacity) {
            return Answer.FULL;
        }
        marks.forEach(mark -> seen.put(mark, now));
        return Answer.NEW;
    }

    /** Whether a mark was seen within the window. */
    boolean contains(String mark) {
        expire(clock.instant());
        return seen.containsKey(mark);
    }

    int size() {
        return seen.size();
    }

    private void expire(Instant now) {
        Instant oldest = now.minus(window);
        Iterator<Instant> times = seen.values().iterator();
        while (times.hasNext() && times.next().isBefore(oldest)) {
            times.remove();
        }
    }
}
