package dev.peerscribe.media;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the engine's sound is behind the pictures that belong to it: how much longer sound was held for its jitter than
 * pictures were for theirs, since the last look. The engine itself brings nothing together, see {@link StreamIds}.
 *
 * <p>Owned by the session thread.
 */
final class SoundLateness {
    private static final double NANOS_A_SECOND = 1_000_000_000;

    /** By track, as of the last look. */
    private Map<String, Playout> before = Map.of();

    /** The lateness (nanoseconds) for every track of pictures of which it can be told; by the latest statistics. */
    Map<String, Long> of(List<Playout> playouts) {
        Map<String, Long> lateness = new HashMap<>();
        List<Playout> sounds =
                playouts.stream().filter(each -> each.kind() == TrackKind.AUDIO).toList();
        for (Playout picture : playouts) {
            if (picture.kind() != TrackKind.VIDEO) {
                continue;
            }
            double seconds = sounds.isEmpty() ? 0 : held(sounds) - held(picture);
            if (!Double.isNaN(seconds)) {
                lateness.put(picture.trackId(), (long) (seconds * NANOS_A_SECOND));
            }
        }
        Map<String, Playout> now = new HashMap<>();
        playouts.forEach(each -> now.put(each.trackId(), each));
        before = now;
        return lateness;
    }

    /**
     * Of several sounds nobody says which belongs to a picture; but they came the same way, so that those that play are held
     * about as long as one another.
     */
    private double held(List<Playout> sounds) {
        return sounds.stream()
                .mapToDouble(this::held)
                .filter(held -> !Double.isNaN(held))
                .average()
                .orElse(Double.NaN);
    }

    /** How long what was played since the last look was held on average (s); not a number where nothing was, or counting began anew. */
    private double held(Playout now) {
        Playout last = before.get(now.trackId());
        long count = now.count() - (last == null ? 0 : last.count());
        double held = now.held() - (last == null ? 0 : last.held());
        return count > 0 && held >= 0 ? held / count : Double.NaN;
    }
}
