package dev.peerscribe.rtp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sources that are known, by SSRC: so many and no more. One that was silent for long makes room for a new one. */
final class SourceTable {
    /** A source that was silent for so long is forgotten where another one needs its place. */
    private static final long IDLE = 10_000_000_000L;
    /** A source that was silent for so long is forgotten in any case. */
    private static final long FORGOTTEN = 120_000_000_000L;

    private final int most;

    // All owned by the session.
    private final int[] ssrcs;
    private final List<Source> sources = new ArrayList<>();
    private @Nullable Source latest;

    SourceTable(int most) {
        this.most = most;
        this.ssrcs = new int[most];
    }

    @Nullable
    Source find(int ssrc) {
        Source found = latest;
        if (found != null && found.ssrc() == ssrc) {
            return found;
        }
        for (int i = 0; i < sources.size(); i++) {
            if (ssrcs[i] == ssrc) {
                found = sources.get(i);
                latest = found;
                return found;
            }
        }
        return null;
    }

    /** Whether one more can be added; forgets the one that was silent longest if it must and may. */
    boolean makeRoom(long nanos) {
        if (sources.size() < most) {
            return true;
        }
        Source oldest = sources.getFirst();
        for (Source source : sources) {
            if (source.heardAt() - oldest.heardAt() < 0) {
                oldest = source;
            }
        }
        if (nanos - oldest.heardAt() < IDLE) {
            return false;
        }
        remove(oldest);
        return true;
    }

    void add(Source source) {
        ssrcs[sources.size()] = source.ssrc();
        sources.add(source);
    }

    /** Closes and forgets a source. */
    void remove(Source source) {
        int at = sources.indexOf(source);
        if (at >= 0) {
            sources.remove(at);
            System.arraycopy(ssrcs, at + 1, ssrcs, at, sources.size() - at);
            latest = null;
            if (source instanceof MediaSource media) {
                source.section().remove(media);
            }
            source.close();
        }
    }

    /** Forgets all of a section. */
    void removeAll(Section section) {
        for (int i = sources.size() - 1; i >= 0; i--) {
            if (sources.get(i).section() == section) {
                remove(sources.get(i));
            }
        }
    }

    void forgetSilent(long nanos) {
        for (int i = sources.size() - 1; i >= 0; i--) {
            if (nanos - sources.get(i).heardAt() > FORGOTTEN) {
                remove(sources.get(i));
            }
        }
    }

    /** All, to be read only. */
    List<Source> all() {
        return sources;
    }
}
