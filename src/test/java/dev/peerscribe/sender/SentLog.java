package dev.peerscribe.sender;

import java.util.ArrayList;
import java.util.List;

/** Every frame of one stream that was sent whole, in order. Any thread. */
public final class SentLog {
    private final List<SentFrame> frames = new ArrayList<>();

    synchronized void add(SentFrame frame) {
        frames.add(frame);
    }

    /** What was sent until now. */
    public synchronized List<SentFrame> frames() {
        return List.copyOf(frames);
    }

    public synchronized int size() {
        return frames.size();
    }
}
