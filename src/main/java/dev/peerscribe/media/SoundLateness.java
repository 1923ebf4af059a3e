package dev.peerscribe.media;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the engine's sound is behind the pictures that belong to it. What is played now is known on the sender's clock
 * once both tracks have had two sender reports (RFC 3550 §6.4.1), of which libwebrtc sends those of sound every five seconds
 * or so. Until then it is how much longer sound was held than pictures since the last look; and what is known later is not believed
 * when it is far from that: the clock of a sound that was replaced by nothing stands still meanwhile, which leads the engine astray
 * for minutes.
 *
 * <p>Owned by the session thread.
 */
final class SoundLateness {
    /** By how much senders may delay sound more than pictures, or less, before they send them (nanoseconds). */
    private static final double BELIEVED = 100_000_000;

    private static final double NANOS_A_MILLISECOND = 1_000_000;
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
            // Of several sounds nobody says which belongs to a picture.
            double nanos = sounds.size() == 1 ? nanos(sounds.getFirst(), picture) : 0;
            if (!Double.isNaN(nanos)) {
                lateness.put(picture.trackId(), (long) nanos);
            }
        }
        Map<String, Playout> now = new HashMap<>();
        playouts.forEach(each -> now.put(each.trackId(), each));
        before = now;
        return lateness;
    }

    private double nanos(Playout sound, Playout picture) {
        double played = (picture.played() - sound.played()) * NANOS_A_MILLISECOND;
        double held = (held(sound) - held(picture)) * NANOS_A_SECOND;
        if (Double.isNaN(played) || Double.isNaN(held)) {
            return held;
        }
        return Math.clamp(played, held - BELIEVED, held + BELIEVED);
    }

    /** How long what was played since the last look was held on average (s); not a number where nothing was, or counting began anew. */
    private double held(Playout now) {
        Playout last = before.get(now.trackId());
        long count = now.count() - (last == null ? 0 : last.count());
        double held = now.held() - (last == null ? 0 : last.held());
        return count > 0 && held >= 0 ? held / count : Double.NaN;
    }
}
