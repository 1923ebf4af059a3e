package dev.peerscribe.signaling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The numbered messages of one sender, put back into their order: what comes too early is held, a window's worth and for a
 * while, until the gap before it is filled. Times are {@link System#nanoTime()} given by the caller. Owned by one thread.
 */
final class MessageStream {
    private record Held(Incoming.Chat message, long until) {}

    private final int window;
    private final TreeMap<Long, Held> held = new TreeMap<>();
    /** What was passed over and is taken when it comes after all; the newest, a window's worth. */
    private final TreeSet<Long> skipped = new TreeSet<>();
    /** The next that is to be delivered. */
    private long expected;
    /** Whether anything was delivered yet. */
    private boolean begun;

    /**
     * A stream whose first message came.
     *
     * @param windowStart what its sender may still send again from on; where that is near, it is waited for
     */
    MessageStream(int window, long sequence, @Nullable Long windowStart) {
        this.window = window;
        this.expected = windowStart != null && windowStart <= sequence && sequence - windowStart < window
                ? windowStart
                : sequence;
    }

    /**
     * Takes a message in.
     *
     * @param firstPatience how long it is held while nothing of the stream was delivered
     * @param patience how long after that, nanoseconds
     * @return what is to be delivered now, in order; null where the message was here before
     */
    @Nullable
    List<Incoming.Chat> receive(
            long sequence,
            @Nullable Long windowStart,
            Incoming.Chat message,
            long now,
            long firstPatience,
            long patience) {
        if (sequence < expected) {
            return skipped.remove(sequence) ? List.of(message) : null;
        }
        if (held.containsKey(sequence)) {
            return null;
        }
        List<Incoming.Chat> ready = new ArrayList<>();
        if (windowStart != null && windowStart <= sequence) {
            // What stands before is settled for the sender, one way or the other: it will not come.
            while (!held.isEmpty() && held.firstKey() < windowStart) {
                release(ready, false);
            }
            expected = Math.max(expected, windowStart);
        }
        held.put(sequence, new Held(message, now + (begun ? patience : firstPatience)));
        drain(ready);
        while (held.size() > window) {
            release(ready, true);
        }
        begun |= !ready.isEmpty();
        return ready;
    }

    /** Delivers what was held for long enough. */
    List<Incoming.Chat> overdue(long now) {
        List<Incoming.Chat> ready = new ArrayList<>();
        while (held.values().stream().anyMatch(each -> now - each.until() >= 0)) {
            release(ready, true);
        }
        begun |= !ready.isEmpty();
        return ready;
    }

    /** Delivers the oldest of what is held, with all that follows it. */
    List<Incoming.Chat> giveWay() {
        List<Incoming.Chat> ready = new ArrayList<>();
        if (!held.isEmpty()) {
            release(ready, true);
            begun = true;
        }
        return ready;
    }

    int held() {
        return held.size();
    }

    private void release(List<Incoming.Chat> ready, boolean mayCome) {
        long next = held.firstKey();
        for (long missing = Math.max(expected, next - window); mayCome && missing < next; missing++) {
            skipped.add(missing);
        }
        while (skipped.size() > window) {
            skipped.removeFirst();
        }
        expected = next;
        drain(ready);
    }

    private void drain(List<Incoming.Chat> ready) {
        for (Map.Entry<Long, Held> first = held.firstEntry();
                first != null && first.getKey() == expected;
                first = held.firstEntry()) {
            ready.add(first.getValue().message());
            held.pollFirstEntry();
            expected++;
        }
    }
}
