package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Candidates that came before the description that says whose they are. Owned by its meeting's lane. */
final class CandidateStore {
    static final int MAX_SENDERS = 64;
    static final int MAX_CANDIDATES = 64;
    static final Duration LIFETIME = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Map<String, ArrayDeque<Kept>> bySender = new LinkedHashMap<>();

    CandidateStore(InstantSource clock) {
        this.clock = clock;
    }

    /** Keeps a candidate for a while; false where there is no room. */
    boolean keep(String senderId, IceCandidate candidate) {
        expire();
        ArrayDeque<Kept> kept = bySender.get(senderId);
        if (kept == null) {
            if (bySender.size() >= MAX_SENDERS) {
                return false;
            }
            kept = new ArrayDeque<>();
            bySender.put(senderId, kept);
        }
        if (kept.size() >= MAX_CANDIDATES) {
            return false;
        }
        kept.add(new Kept(candidate, clock.instant().plus(LIFETIME)));
        return true;
    }

    /** Takes out what {@code senderId} sent and {@code which} wants. */
    List<IceCandidate> take(String senderId, Predicate<IceCandidate> which) {
        expire();
        List<IceCandidate> taken = new ArrayList<>();
        ArrayDeque<Kept> kept = bySender.get(senderId);
        if (kept != null) {
            for (Iterator<Kept> each = kept.iterator(); each.hasNext(); ) {
                IceCandidate candidate = each.next().candidate;
                if (which.test(candidate)) {
                    taken.add(candidate);
                    each.remove();
                }
            }
            if (kept.isEmpty()) {
                bySender.remove(senderId);
            }
        }
        return taken;
    }

    /** Forgets everything. */
    void clear() {
        bySender.clear();
    }

    private void expire() {
        Instant now = clock.instant();
        bySender.values().removeIf(kept -> {
            while (!kept.isEmpty() && kept.peek().until.isBefore(now)) {
                kept.remove();
            }
            return kept.isEmpty();
        });
    }

    private record Kept(IceCandidate candidate, Instant until) {}
}
