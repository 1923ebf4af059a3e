package dev.peerscribe.meeting;

import dev.peerscribe.signaling.SignalingEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** Holds back a connection's facts until every room knows the meeting, then hands them on in their order. */
final class HeldEvents implements Consumer<SignalingEvent> {
    /** More cannot come in the moment that a join takes; the rest is dropped and counted. */
    private static final int BOUND = 1_024;

    private final Consumer<SignalingEvent> next;
    private final MeetingMetrics metrics;
    /** Guarded by this; empty once released. */
    private final Queue<SignalingEvent> held = new ArrayDeque<>();
    /** Written once, under the lock. */
    private volatile boolean released;

    HeldEvents(Consumer<SignalingEvent> next, MeetingMetrics metrics) {
        this.next = next;
        this.metrics = metrics;
    }

    @Override
    public void accept(SignalingEvent event) {
        if (!released) {
            synchronized (this) {
                if (!released) {
                    if (held.size() < BOUND) {
                        held.add(event);
                    } else {
                        metrics.eventDropped();
                    }
                    return;
                }
            }
        }
        next.accept(event);
    }

    synchronized void release() {
        SignalingEvent event = held.poll();
        while (event != null) {
            next.accept(event);
            event = held.poll();
        }
        released = true;
    }
}
