package dev.peerscribe.passthrough;

import dev.peerscribe.media.LinkState;
import dev.peerscribe.sdp.IceCandidateLine;
import dev.peerscribe.sdp.IceParameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ICE generations of one connection. A restart (RFC 8445 §9) is a new one beside the one in use: both are received
 * from, and the old one goes when the new one has a path. Calls may come from any thread.
 */
final class IceGenerations implements AutoCloseable {
    /** How long packets that are under way on the old path are still taken. */
    private static final long GRACE_SECONDS = 3;

    private final TransportRuntime runtime;
    private final TransportSettings settings;
    private final Events events;

    /** Replaced under the monitor, read to send. */
    private volatile Generation current;
    /** Under the monitor. */
    private @Nullable Generation next;
    /** Under the monitor: those that are only received from. */
    private final List<Generation> retired = new ArrayList<>();
    /** Written under the monitor. */
    private volatile boolean closed;

    /** @throws IOException where ICE cannot begin on this machine */
    IceGenerations(TransportRuntime runtime, TransportSettings settings, boolean controlling, Events events)
            throws IOException {
        this.runtime = runtime;
        this.settings = settings;
        this.events = events;
        this.current = new Generation(controlling);
    }

    /** Begins to gather the first generation's candidates. Once. */
    void gather() throws IOException {
        current.ice.gather();
    }

    /** The one that the next description is about. */
    synchronized IceTransport newest() {
        return (next == null ? current : next).ice;
    }

    /**
     * Takes the peer's credentials; false where they are others than before and nobody asked for a restart.
     *
     * @param controlling whether we nominate, which is known for certain only now
     */
    synchronized boolean remote(IceParameters ice, boolean controlling) {
        if (closed) {
            return false;
        }
        Generation pending = next;
        if (ice.equals(current.remote) || (pending != null && ice.equals(pending.remote))) {
            return true;
        }
        Generation newest = pending == null ? current : pending;
        if (newest.remote != null) {
            return false;
        }
        newest.remote = ice;
        newest.ice.start(ice, controlling);
        return true;
    }

    /** Begins a new generation; the same one again while it has no answer. */
    synchronized void restart(boolean controlling) throws IOException {
        Generation pending = next;
        if (closed || (pending != null && pending.remote == null)) {
            return;
        }
        if (pending != null) {
            pending.ice.close();
        }
        Generation made = new Generation(controlling);
        next = made;
        made.ice.gather();
    }

    /** Takes back a restart that has no answer. */
    synchronized void rollback() {
        Generation pending = next;
        if (pending != null && pending.remote == null) {
            next = null;
            pending.ice.close();
        }
    }

    /** Adds a candidate to the generation it belongs to; false where there is none. */
    synchronized boolean add(IceCandidateLine line) {
        if (closed) {
            return false;
        }
        Generation pending = next;
        String ufrag = line.generation();
        Generation target = pending == null || current.isOf(ufrag) ? current : pending;
        boolean known = target.remote != null && (ufrag == null || target.isOf(ufrag));
        return known && target.ice.add(line);
    }

    /** Sends a datagram over the generation in use; false where it cannot go. */
    boolean send(byte[] buffer, int offset, int length) {
        return current.ice.send(buffer, offset, length);
    }

    /** The state of the generation in use; one that failed is only disconnected while there is another to hope for. */
    synchronized LinkState state() {
        boolean hope = next != null && next.state != LinkState.FAILED;
        return current.state == LinkState.FAILED && hope ? LinkState.DISCONNECTED : current.state;
    }

    /** Why the generation in use failed, or null. */
    synchronized @Nullable TransportFailure failure() {
        return current.failure;
    }

    private void changed(Generation generation, LinkState state, @Nullable TransportFailure failure) {
        synchronized (this) {
            if (closed) {
                return;
            }
            generation.state = state;
            generation.failure = failure;
            if (generation.equals(next) && state == LinkState.CONNECTED) {
                Generation old = current;
                current = generation;
                next = null;
                retired.add(old);
                var _ = runtime.events().schedule(() -> retire(old), GRACE_SECONDS, TimeUnit.SECONDS);
            }
        }
        events.onChanged();
    }

    private void retire(Generation old) {
        synchronized (this) {
            boolean _ = retired.remove(old);
        }
        Thread.ofVirtual().name("ice-close").start(old.ice::close);
    }

    /** Ends all of them; tells nothing more; idempotent. */
    @Override
    public void close() {
        List<Generation> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(retired);
            all.add(current);
            if (next != null) {
                all.add(next);
            }
            retired.clear();
        }
        all.forEach(generation -> generation.ice.close());
    }

    /** One of them, and what is known of it. */
    private final class Generation implements IceTransport.Listener {
        private final IceTransport ice;
        /** Under the monitor; null until the peer's description came. */
        private @Nullable IceParameters remote;
        /** Under the monitor. */
        private LinkState state = LinkState.NEW;
        /** Under the monitor. */
        private @Nullable TransportFailure failure;

        private Generation(boolean controlling) throws IOException {
            this.ice = new IceTransport(runtime, settings, controlling, this);
        }

        private boolean isOf(@Nullable String ufrag) {
            return remote != null && remote.usernameFragment().equals(ufrag);
        }

        @Override
        public void onCandidate(String candidate) {
            if (!closed) {
                events.onCandidate(candidate);
            }
        }

        @Override
        public void onGathered() {
            if (!closed) {
                events.onGathered();
            }
        }

        @Override
        public void onState(LinkState newState, @Nullable TransportFailure cause) {
            changed(this, newState, cause);
        }

        @Override
        public void onDatagram(byte[] buffer, int offset, int length, long nanos) {
            if (!closed) {
                events.onDatagram(buffer, offset, length, nanos);
            }
        }
    }

    /** What they tell: datagrams on the thread of their socket, the rest on the events thread. */
    interface Events {
        /** A local candidate, {@code "candidate:…"}. */
        void onCandidate(String candidate);

        /** A generation has no more local candidates. */
        void onGathered();

        /** The state may be another. */
        void onChanged();

        /** The array is the caller's again on return, and may have been written to. */
        void onDatagram(byte[] buffer, int offset, int length, long nanos);
    }
}
