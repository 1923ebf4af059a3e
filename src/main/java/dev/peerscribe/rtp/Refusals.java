package dev.peerscribe.rtp;

import java.util.EnumMap;
import java.util.Map;

/** Packets that were not taken, by cause. */
final class Refusals {
    private final Map<Refusal, Long> counts = new EnumMap<>(Refusal.class); // owned by the session

    void count(Refusal cause) {
        counts.merge(cause, 1L, Long::sum);
    }

    Map<Refusal, Long> counts() {
        return Map.copyOf(counts);
    }
}
