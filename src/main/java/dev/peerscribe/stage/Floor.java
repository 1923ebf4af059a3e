package dev.peerscribe.stage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who has the large tile: whoever has been the loudest for a moment. Owned by one thread.
 *
 * @param <P> a participant
 * @param <S> a sound of one
 */
public final class Floor<P, S> {
    /** How fast loudness is forgotten: by half in so long (ms). */
    private static final double HALF_LIFE = 500;

    /** Nobody has the floor for less (ms). */
    private static final long LEAST_TURN = 2000;

    /** Mean square below which it is quiet. */
    private static final double QUIET = 1e-5;

    /** Somebody else must be that much louder. */
    private static final double LOUDER = 2;

    private final Function<P, Collection<S>> sounds;
    private final Map<S, Double> loudness = new HashMap<>();
    private @Nullable P speaker;
    private long since = Long.MIN_VALUE / 2;

    /** The sounds of a participant are known by what they are equal to. */
    public Floor(Function<P, Collection<S>> sounds) {
        this.sounds = sounds;
    }

    /** A sound was that loud for some milliseconds. */
    public void heard(S sound, double meanSquare, double millis) {
        double kept = Math.pow(0.5, millis / HALF_LIFE);
        loudness.merge(sound, meanSquare * (1 - kept), (before, now) -> before * kept + now);
    }

    /** A sound is heard no more. */
    public void over(S sound) {
        loudness.remove(sound);
    }

    /** Whether no sound is remembered. */
    boolean isQuiet() {
        return loudness.isEmpty();
    }

    /** The same participants with who speaks first; {@code millis} is not before the last time. */
    public List<P> first(List<P> there, long millis) {
        if (there.isEmpty()) {
            return there;
        }
        P now = speaker != null && there.contains(speaker) ? speaker : there.getFirst();
        P loudest = now;
        for (P each : there) {
            if (loudness(each) > loudness(loudest)) {
                loudest = each;
            }
        }
        if (!loudest.equals(now)
                && loudness(loudest) > Math.max(QUIET, LOUDER * loudness(now))
                && millis - since >= LEAST_TURN) {
            now = loudest;
            since = millis;
        }
        speaker = now;
        List<P> ordered = new ArrayList<>(there);
        ordered.remove(now);
        ordered.addFirst(now);
        return ordered;
    }

    private double loudness(P participant) {
        double most = 0;
        for (S sound : sounds.apply(participant)) {
            most = Math.max(most, loudness.getOrDefault(sound, 0.0));
        }
        return most;
    }
}
