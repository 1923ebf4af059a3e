package dev.peerscribe.rtp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what the sources of one peer hold together: packets that wait for others, frames begun, and first frames that wait
 * for a better layer. Where it is too much, the source that holds most gives up what it holds: so a source that holds less
 * than its equal share, which is half a MiB with the default bounds, never has to make room, whatever the others do.
 *
 * <p>Looked at after every packet, whose own frame may have grown beyond by {@link
 * dev.peerscribe.codec.FrameBufferPool#LARGEST}.
 */
final class HeldMemory {
    private final int most;
    private final SourceTable sources;
    private final List<Section> sections;

    /** @param sections the session's, which change */
    HeldMemory(int most, SourceTable sources, List<Section> sections) {
        this.most = most;
        this.sources = sources;
        this.sections = sections;
    }

    /** What is held, in bytes. */
    int bytes() {
        int bytes = 0;
        for (int i = 0; i < sections.size(); i++) {
            bytes += sections.get(i).openingBytes();
        }
        List<Source> all = sources.all();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof MediaSource media) {
                bytes += media.heldBytes();
            }
        }
        return bytes;
    }

    /** Sees to it that no more is held than may be. */
    void makeRoom(long nanos) {
        int held = bytes();
        if (held <= most) {
            return;
        }
        for (int i = 0; i < sections.size(); i++) {
            held -= sections.get(i).openingBytes();
            sections.get(i).endOpening(nanos);
        }
        while (held > most) {
            MediaSource largest = largest();
            if (largest == null) {
                return;
            }
            held -= largest.heldBytes();
            largest.giveUp(nanos);
        }
    }

    private @Nullable MediaSource largest() {
        MediaSource largest = null;
        List<Source> all = sources.all();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof MediaSource media
                    && media.heldBytes() > (largest == null ? 0 : largest.heldBytes())) {
                largest = media;
            }
        }
        return largest;
    }
}
