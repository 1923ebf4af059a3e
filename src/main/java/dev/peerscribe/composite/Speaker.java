package dev.peerscribe.composite;

import dev.peerscribe.composite.Timeline.Lane;
import dev.peerscribe.composite.Timeline.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who has the large tile: whoever has been the loudest for a moment. Owned by one thread. */
final class Speaker {
    /** How fast loudness is forgotten: by half in so long (ms). */
    private static final double HALF_LIFE = 500;

    /** Nobody has the floor for less (ms). */
    private static final long LEAST_TURN = 2000;

    /** Mean square below which it is quiet. */
    private static final double QUIET = 1e-5;

    /** Somebody else must be that much louder. */
    private static final double LOUDER = 2;

    private final Map<Piece, Double> loudness = new HashMap<>();
    private @Nullable Lane speaker;
    private long since = Long.MIN_VALUE / 2;

    /** A piece was that loud for some milliseconds. */
    void heard(Piece piece, double meanSquare, double millis) {
        double kept = Math.pow(0.5, millis / HALF_LIFE);
        loudness.merge(piece, meanSquare * (1 - kept), (before, now) -> before * kept + now);
    }

    void over(Piece piece) {
        loudness.remove(piece);
    }

    /** The same lanes with who speaks first. */
    List<Lane> first(List<Lane> there, long millis) {
        if (there.isEmpty()) {
            return there;
        }
        Lane now = speaker != null && there.contains(speaker) ? speaker : there.getFirst();
        Lane loudest = now;
        for (Lane lane : there) {
            if (loudness(lane) > loudness(loudest)) {
                loudest = lane;
            }
        }
        if (!loudest.equals(now)
                && loudness(loudest) > Math.max(QUIET, LOUDER * loudness(now))
                && millis - since >= LEAST_TURN) {
            now = loudest;
            since = millis;
        }
        speaker = now;
        List<Lane> ordered = new ArrayList<>(there);
        ordered.remove(now);
        ordered.addFirst(now);
        return ordered;
    }

    private double loudness(Lane lane) {
        double most = 0;
        for (Piece piece : lane.pieces()) {
            most = Math.max(most, loudness.getOrDefault(piece, 0.0));
        }
        return most;
    }
}
