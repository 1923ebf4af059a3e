package dev.peerscribe.passthrough;

import dev.peerscribe.media.LinkState;
import dev.peerscribe.sdp.IceCandidateLine;
import dev.peerscribe.sdp.IceParameters;
import java.beans.PropertyChangeEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CandidatePairState;
import org.ice4j.ice.CheckList;
import org.ice4j.ice.CheckListState;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ICE generation (RFC 8445) with trickle (RFC 8838) and consent (RFC 7675): credentials, candidates, checks, paths.
 * The library's threads only leave marks; what follows from them happens on the runtime's events thread, which also tells
 * the listener. Calls come from one thread at a time, but for {@link #send}.
 */
final class IceTransport implements AutoCloseable {
    /** Candidates of the peer; as many as a dual-stack machine with servers and VPNs has, and then some. */
    static final int MAX_REMOTE_CANDIDATES = 64;

    private static final Logger log = LoggerFactory.getLogger(IceTransport.class);
    private static final long TICK_MILLIS = 250;

    private final TransportRuntime runtime;
    private final TransportSettings settings;
    private final Listener listener;
    private final IceAgent agent;
    private final IceMediaStream stream;
    private final Component component;
    private final IcePaths paths;
    private final Nomination nomination;
    private final IceGathering gathering;

    /** Under the monitor. */
    private @Nullable ScheduledFuture<?> ticks;
    /** Under the monitor; nanoseconds. */
    private long startedAt;
    /** Under the monitor. */
    private int remoteCandidates;
    /** Written under the monitor. */
    private volatile boolean closed;

    /** Owned by the events thread. */
    private LinkState told = LinkState.NEW;

    /**
     * @param controlling who nominates as far as it is known
     * @throws IOException where the machine's interfaces cannot be listed
     */
    IceTransport(TransportRuntime runtime, TransportSettings settings, boolean controlling, Listener listener)
            throws IOException {
        this.runtime = runtime;
        this.settings = settings;
        this.listener = listener;
        this.agent = new IceAgent(controlling, this::proved);
        this.stream = agent.createMediaStream("media");
        this.component = agent.createComponent(stream, KeepAliveStrategy.ALL_SUCCEEDED, false);
        this.paths = new IcePaths(
                agent.getLocalUfrag(), agent.getLocalPassword(), runtime::nanoTime, runtime.counters(), this::received);
        this.nomination = new Nomination(agent, runtime::nanoTime);
        this.gathering = new IceGathering(runtime, settings, agent, component, paths, new Gathered());
        stream.addPairChangeListener(this::pairChanged);
        agent.addStateChangeListener(_ -> later());
    }

    private void received(byte[] buffer, int offset, int length, long nanos) {
        listener.onDatagram(buffer, offset, length, nanos);
    }

    private void proved(InetSocketAddress remote) {
        paths.prove(remote);
    }

    IceParameters local() {
        return new IceParameters(agent.getLocalUfrag(), agent.getLocalPassword());
    }

    /** Opens sockets and asks servers; candidates are told as they come. Once. */
    synchronized void gather() throws IOException {
        if (closed) {
            return;
        }
        gathering.start();
        ticks = runtime.events().scheduleWithFixedDelay(this::look, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * The peer's credentials are known: checks begin. Once.
     *
     * @param controlling whether we nominate (RFC 8445 §6.1.1)
     */
    synchronized void start(IceParameters remote, boolean controlling) {
        if (closed || startedAt != 0) {
            return;
        }
        startedAt = runtime.nanoTime() | 1;
        agent.setControlling(controlling);
        stream.setRemoteUfrag(remote.usernameFragment());
        stream.setRemotePassword(remote.password());
        agent.startConnectivityEstablishment();
        later();
    }

    /** Adds a candidate of the peer; false where it is of no use, or there are enough. */
    synchronized boolean add(IceCandidateLine candidate) {
        InetSocketAddress address = Candidates.address(candidate);
        if (address == null || closed || remoteCandidates >= MAX_REMOTE_CANDIDATES) {
            return false;
        }
        remoteCandidates++;
        paths.allow(address);
        @SuppressWarnings("NullAway") // the library's way of saying that there is no related candidate
        RemoteCandidate remote = new RemoteCandidate(
                new TransportAddress(address, Transport.UDP),
                component,
                Candidates.type(candidate),
                candidate.foundation(),
                candidate.priority(),
                null);
        if (startedAt == 0) {
            component.addRemoteCandidate(remote);
        } else {
            component.addUpdateRemoteCandidates(remote);
            component.updateRemoteCandidates();
        }
        return true;
    }

    /** Sends a datagram to the peer; false where there is no path, or it does not take it now. */
    boolean send(byte[] buffer, int offset, int length) {
        return paths.send(buffer, offset, length);
    }

    /** On a thread of the library, which may hold its locks. */
    private void pairChanged(PropertyChangeEvent event) {
        if (!(event.getSource() instanceof CandidatePair pair)) {
            return;
        }
        InetSocketAddress remote = pair.getRemoteCandidate().getTransportAddress();
        paths.allow(remote);
        LocalCandidate base = pair.getLocalCandidate().getBase();
        if (!(base instanceof PathCandidate local)) {
            return;
        }
        switch (event.getPropertyName()) {
            case IceMediaStream.PROPERTY_PAIR_STATE_CHANGED -> {
                if (event.getNewValue() == CandidatePairState.SUCCEEDED) {
                    paths.confirm(local.socket(), remote);
                    later();
                }
            }
            case IceMediaStream.PROPERTY_PAIR_VALIDATED -> {
                nomination.validated(pair);
                later();
            }
            case IceMediaStream.PROPERTY_PAIR_NOMINATED -> paths.nominate(local.socket(), remote);
            default -> {
                // Consent is seen by the state that every answered check sets anew.
            }
        }
    }

    private void later() {
        if (!closed) {
            runtime.events().execute(this::look);
        }
    }

    /** On the events thread, which drops what is thrown, and with it the timer. */
    private void look() {
        try {
            evaluate();
        } catch (RuntimeException e) {
            if (told != LinkState.FAILED) {
                told = LinkState.FAILED;
                runtime.counters().mistake();
                log.error("A transport failed", e);
                listener.onState(LinkState.FAILED, TransportFailure.MISTAKE);
            }
        }
    }

    /** What follows from the marks and from time. */
    private void evaluate() {
        long now = runtime.nanoTime();
        LinkState next;
        TransportFailure failure = null;
        synchronized (this) {
            if (closed || told == LinkState.FAILED) {
                return;
            }
            long silentSince = now - settings.silence().toNanos();
            paths.leaveSilent(silentSince);
            nomination.decide(now);
            if (paths.isEmpty()) {
                failure = gathering.isBarren() ? TransportFailure.NO_CANDIDATES : timeout(now);
                next = startedAt == 0 ? LinkState.NEW : LinkState.CONNECTING;
            } else {
                long floor = startedAt;
                if (now - paths.consentAt(floor) > settings.consentExpiry().toNanos()) {
                    failure = TransportFailure.CONSENT_EXPIRED;
                }
                next = paths.heardAt(floor) - silentSince < 0 ? LinkState.DISCONNECTED : LinkState.CONNECTED;
            }
            if (failure != null) {
                next = LinkState.FAILED;
            }
        }
        if (next != told) {
            told = next;
            log.debug("ICE is {}", next);
            listener.onState(next, failure);
        }
    }

    private @Nullable TransportFailure timeout(long now) {
        boolean late = now - startedAt > settings.connectTimeout().toNanos();
        boolean gaveUp = agent.getState() == IceProcessingState.FAILED;
        return startedAt != 0 && (late || gaveUp) ? TransportFailure.NO_PATH : null;
    }

    /** Ends checks, sockets, allocations and timers; never waits for anybody; idempotent. */
    @Override
    public void close() {
        ScheduledFuture<?> timer;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            timer = ticks;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        gathering.close();
        agent.free();
    }

    /** Puts a relayed candidate that came late together with what the peer has. */
    private synchronized void pairUp(LocalCandidate local) {
        CheckList checks = stream.getCheckList();
        if (startedAt == 0 || checks.getState() != CheckListState.RUNNING) {
            return;
        }
        for (RemoteCandidate remote : component.getRemoteCandidates()) {
            if (local.canReach(remote)) {
                checks.add(agent.pair(local, remote));
            }
        }
    }

    private final class Gathered implements IceGathering.Events {
        @Override
        public void onCandidate(LocalCandidate candidate) {
            if (candidate instanceof RelayPath) {
                pairUp(candidate);
            }
            String line = Candidates.line(candidate, agent.getLocalUfrag()).text();
            tell(() -> listener.onCandidate(line));
        }

        @Override
        public void onEnd() {
            tell(listener::onGathered);
            later();
        }

        private void tell(Runnable event) {
            if (!closed) {
                runtime.events().execute(event);
            }
        }
    }

    /** What a generation tells: datagrams on the thread that reads, the rest on the events thread. */
    interface Listener {
        /** A local candidate, {@code "candidate:…"}. */
        void onCandidate(String candidate);

        /** There are no more local candidates. */
        void onGathered();

        /** The state changed; {@code failure} says why, where it is FAILED, the last one. */
        void onState(LinkState state, @Nullable TransportFailure failure);

        /** The array is the caller's again on return, and may have been written to. */
        void onDatagram(byte[] buffer, int offset, int length, long nanos);
    }
}
