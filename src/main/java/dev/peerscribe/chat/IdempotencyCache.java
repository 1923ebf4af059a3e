package dev.peerscribe.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was answered to which key, for a while and up to a bound. Not safe for threads: its room guards it. */
final class IdempotencyCache {
    private final int bound;
    private final Duration window;
    private final Map<String, Known> known = new LinkedHashMap<>();

    IdempotencyCache(int bound, Duration window) {
        this.bound = bound;
        this.window = window;
    }

    @Nullable
    ChatEntry find(String key, Instant now) {
        // Entries are in the order of their making, so the old ones are in front.
        known.values().removeIf(entry -> !now.isBefore(entry.madeAt.plus(window)));
        Known entry = known.get(key);
        return entry == null ? null : entry.entry;
    }

    void remember(String key, ChatEntry entry, Instant now) {
        known.put(key, new Known(entry, now));
        if (known.size() > bound) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private record Known(ChatEntry entry, Instant madeAt) {}
}
