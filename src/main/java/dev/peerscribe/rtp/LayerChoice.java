package dev.peerscribe.rtp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the sources of one section is handed over: of simulcast layers (RFC 8853) the largest picture that arrives, of
 * sources that took one another's place the newest. The choice changes at a key frame only.
 */
final class LayerChoice {
    /** A layer counts as there once it came for so long: what has just come back may go again. */
    private static final long SETTLED = 300_000_000L;

    private final List<MediaSource> sources = new ArrayList<>(); // owned by the session, as are the next three
    private @Nullable MediaSource current;
    private @Nullable MediaSource wanted;
    /** Whether the chosen source was taken away, and no other chosen since. */
    private boolean lost;

    /** A source appeared; one of the same layer before it is to be followed by it. */
    void add(MediaSource source) {
        sources.add(source);
        MediaSource before = current;
        if (before != null && before.layer().equals(source.layer())) {
            wanted = source;
        }
    }

    void remove(MediaSource source) {
        sources.remove(source);
        if (wanted == source) {
            wanted = null;
        }
        if (current == source) {
            current = null;
            lost = true;
        }
    }

    List<MediaSource> sources() {
        return sources;
    }

    @Nullable
    MediaSource current() {
        return current;
    }

    /** Whether it is worth the effort to have this source whole. */
    boolean wants(MediaSource source) {
        return source == current || source == wanted || current == null || source.pixels() == 0;
    }

    /**
     * Whether a frame is of the chosen layer; a key frame may make its layer the chosen one.
     *
     * @param opening whether nothing was handed over yet, so that whatever is larger is welcome
     */
    boolean takes(MediaSource source, boolean key, boolean opening) {
        boolean welcome = current == null || source == wanted || (opening && source.pixels() > current.pixels());
        if (source != current && key && welcome) {
            current = source;
            wanted = null;
            lost = false;
        }
        return source == current;
    }

    /** Time passes: looks whether a better layer came or the chosen one went. */
    void tick(long nanos) {
        MediaSource chosen = current;
        if (chosen == null ? !lost : sources.size() < 2) {
            return; // at the beginning every source is on its way to a key frame
        }
        MediaSource best = chosen != null && isAlive(chosen, nanos) ? chosen : null;
        for (int i = 0; i < sources.size(); i++) {
            MediaSource source = sources.get(i);
            if (source != chosen && isSettled(source, nanos) && isBetter(source, best)) {
                best = source;
            }
        }
        if (chosen != null
                && best == chosen
                && wanted != null
                && isAlive(wanted, nanos)
                && wanted.layer().equals(chosen.layer())) {
            return; // a successor is on its way
        }
        MediaSource next = best == chosen ? null : best;
        if (next != null && next != wanted) {
            next.needKeyFrame();
        }
        if (next != null || best == chosen) {
            wanted = next;
        }
    }

    private boolean isSettled(MediaSource source, long nanos) {
        return isAlive(source, nanos) && nanos - source.aliveSince() >= SETTLED && !isReplaced(source, nanos);
    }

    private static boolean isAlive(MediaSource source, long nanos) {
        return !source.isEnded() && nanos - source.heardAt() <= Section.STALLED;
    }

    private static boolean isBetter(MediaSource source, @Nullable MediaSource best) {
        return best == null || source.pixels() > best.pixels();
    }

    /** Whether another source took its place since, and did not fall silent while this one went on. */
    private boolean isReplaced(MediaSource source, long nanos) {
        for (int i = sources.size() - 1; i >= 0 && sources.get(i) != source; i--) {
            if (sources.get(i).layer().equals(source.layer()) && isAlive(sources.get(i), nanos)) {
                return true;
            }
        }
        return false;
    }
}
