package dev.peerscribe.rtp;

import java.util.EnumMap;
import java.util.Map;

/** Packets that were not taken, by cause. */
final class Refusals {
    private final Map<Refusal, Long> counts = new EnumMap<>(Refusal.class); // owned by the session

    void count(Refusal cause) {
        count(cause, 1);
    }

    void count(Refusal cause, int packets) {
        if (packets > 0) {
            counts.merge(cause, (long) packets, Long::sum);
        }
    }

    Map<Refusal, Long> counts() {
        return Map.copyOf(counts);
    }
}
