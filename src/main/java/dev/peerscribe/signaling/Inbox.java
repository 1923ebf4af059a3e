package dev.peerscribe.signaling;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a connection's loop is told. Signals of links are few by nature; those of peers are bounded, and what is more is
 * counted and dropped.
 */
final class Inbox {
    /** Something that happened. */
    sealed interface Signal {}

    /** An attempt succeeded. */
    record Opened(SocketLink link) implements Signal {}

    /** A ping was answered. */
    record Answered(SocketLink link, Duration roundTrip) implements Signal {}

    /** An attempt failed, or its socket was lost. */
    record Lost(SocketLink link, ConnectFailure failure) implements Signal {}

    /** The agent has another key. */
    record Rotated() implements Signal {}

    /** The connection is to end. */
    record Close() implements Signal {}

    /** Something that a peer can cause. */
    sealed interface FromPeer extends Signal {}

    /** A text frame. */
    record Text(SocketLink link, String frame) implements FromPeer {}

    /** A text over a data channel. */
    record DataChannelText(String senderId, String text) implements FromPeer {}

    /** A frame that was dropped before it was read; it is counted already. */
    record Refused(RejectionCause cause) implements FromPeer {}

    private final int maxFromPeers;
    private final SignalingMeters meters;
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    /** Signals of peers among them. */
    private final AtomicInteger fromPeers = new AtomicInteger();

    Inbox(int maxFromPeers, SignalingMeters meters) {
        this.maxFromPeers = maxFromPeers;
        this.meters = meters;
    }

    void add(Signal signal) {
        if (!(signal instanceof FromPeer)) {
            signals.add(signal);
        } else if (fromPeers.incrementAndGet() <= maxFromPeers) {
            signals.add(signal);
        } else {
            fromPeers.decrementAndGet();
            if (!(signal instanceof Refused)) {
                meters.rejected(RejectionCause.OVERLOAD);
            }
        }
    }

    /** The next signal, or null where none comes in time. */
    @Nullable
    Signal poll(long nanos) throws InterruptedException {
        Signal next = signals.poll(nanos, TimeUnit.NANOSECONDS);
        if (next instanceof FromPeer) {
            fromPeers.decrementAndGet();
        }
        return next;
    }

    void clear() {
        signals.clear();
    }
}
