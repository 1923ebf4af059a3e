package dev.peerscribe.rtp;

import dev.peerscribe.codec.AssembledFrame;
import dev.peerscribe.codec.Codec;
import java.util.ArrayList;
import java.util.List;

/**
 * The first frames of a section with simulcast layers, held until it is seen which of the layers is the best: all begin
 * with a key frame at about the same time, the smallest first.
 */
final class OpeningFrames {
    private static final long HELD = 60_000_000L;
    private static final int MOST = 8;

    private final List<Held> held = new ArrayList<>(MOST); // owned by the section, as are the next two
    private boolean over;
    private long until;

    /** Whether it is over, or there is nothing to wait for. */
    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    /** Keeps a frame of the layer that is the best so far. */
    void hold(MediaSource source, AssembledFrame frame, Codec codec, long nanos) {
        if (held.isEmpty()) {
            until = nanos + HELD;
        }
        held.add(new Held(source, frame, codec));
    }

    /** The memory of what is held, in bytes. */
    int bytes() {
        int bytes = 0;
        for (int i = 0; i < held.size(); i++) {
            bytes += held.get(i).frame().data().capacity();
        }
        return bytes;
    }

    /** Whether what is held is to go out now. */
    boolean isDue(long nanos) {
        return !held.isEmpty() && (held.size() >= MOST || nanos - until >= 0);
    }

    /** What is held, in order; it is the caller's now. */
    List<Held> take() {
        List<Held> taken = List.copyOf(held);
        held.clear();
        return taken;
    }

    /** A frame that waits. */
    record Held(MediaSource source, AssembledFrame frame, Codec codec) {}
}
