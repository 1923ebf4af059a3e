package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The latest offer of a peer that waits to be approved, with the candidates that belong to it. Owned by the meeting's lane. */
final class HeldOffer {
    private static final int MAX_CANDIDATES = 64;

    private final PeerDescription offer;
    private final List<IceCandidate> candidates = new ArrayList<>();

    /** Follows the offer {@code before}, of whose candidates those stay that are {@code ofThis}. */
    HeldOffer(PeerDescription offer, @Nullable HeldOffer before, Predicate<IceCandidate> ofThis) {
        this.offer = offer;
        if (before != null) {
            before.candidates.stream().filter(ofThis).forEach(candidates::add);
        }
    }

    /** False where there are too many. */
    boolean add(IceCandidate candidate) {
        return candidates.size() < MAX_CANDIDATES && candidates.add(candidate);
    }

    /** Gives everything to the session that answers now. */
    void giveTo(MediaSession session) {
        session.received(offer);
        candidates.forEach(session::received);
    }
}
