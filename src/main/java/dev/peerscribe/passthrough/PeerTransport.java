package dev.peerscribe.passthrough;

import dev.peerscribe.media.LinkState;
import dev.peerscribe.sdp.Fingerprint;
import dev.peerscribe.sdp.IceCandidateLine;
import dev.peerscribe.sdp.LocalTransport;
import dev.peerscribe.sdp.RemoteTransport;
import dev.peerscribe.sdp.SdpException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport of one peer connection: ICE, DTLS and SRTP on one component, as BUNDLE (RFC 9143) and rtcp-mux (RFC 5761)
 * have it. The DTLS association and the SRTP contexts outlive ICE restarts.
 *
 * <p>Calls may come from any thread, and from within the listener's packets only {@link #sendRtcp}. Not final for the
 * tests' sake, whose sender is a transport that sends media too.
 */
class PeerTransport implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PeerTransport.class);

    private final TransportRuntime runtime;
    private final TransportSettings settings;
    private final Listener listener;
    private final int localSsrc;
    private final IceGenerations generations;
    private final DatagramQueue handshakes;
    private final MediaGate gate;

    /** Under the monitor; empty until the first remote description. */
    private List<Fingerprint> fingerprints = List.of();
    /** Under the monitor. */
    private boolean client;
    /** Under the monitor; null until there is a path. */
    private @Nullable DtlsAssociation association;
    /** Under the monitor. */
    private boolean keyed;
    /** Under the monitor; the association's, after which there is nothing. */
    private @Nullable TransportFailure failure;
    /** Written under the monitor. */
    private volatile boolean closed;

    /** Owned by the events thread. */
    private LinkState told = LinkState.NEW;

    /**
     * @param controlling whether we sent the offer; the description of the peer may say otherwise
     * @param localSsrc the source of the RTCP that we send
     * @throws IOException where ICE cannot begin on this machine
     */
    PeerTransport(
            TransportRuntime runtime, TransportSettings settings, boolean controlling, int localSsrc, Listener listener)
            throws IOException {
        this.runtime = runtime;
        this.settings = settings;
        this.localSsrc = localSsrc;
        this.listener = listener;
        this.handshakes = new DatagramQueue(this::send, runtime.counters());
        this.gate = new MediaGate(runtime.counters(), listener, this::send);
        this.generations = new IceGenerations(runtime, settings, controlling, new Ice());
    }

    /** Begins to gather candidates. Once. */
    final void gather() throws IOException {
        generations.gather();
    }

    /** What the next description says of our end; its candidates are told as they come. */
    final LocalTransport local() {
        return new LocalTransport(
                generations.newest().local(), runtime.certificate().fingerprint(), List.of(), false);
    }

    /**
     * Takes what a remote description says, but for its candidates: checks begin, and, once there is a path, the handshake.
     * Who is active in the handshake counts in the first description only.
     *
     * @return whether it goes on from what was said before: credentials may change after {@link #restart} only, the
     *     certificate never; and whether there is a fingerprint by SHA-256 or better
     */
    final synchronized boolean remote(RemoteTransport remote) {
        List<Fingerprint> usable =
                remote.fingerprints().stream().filter(Fingerprint::isUsable).toList();
        if (closed || usable.isEmpty() || !(fingerprints.isEmpty() || fingerprints.equals(usable))) {
            return false;
        }
        if (fingerprints.isEmpty()) {
            fingerprints = usable;
            client = remote.client();
        }
        return generations.remote(remote.ice(), remote.controlling());
    }

    /** Begins a new ICE generation, whose description goes to the peer; the same one again while it has no answer. */
    final LocalTransport restart(boolean controlling) throws IOException {
        generations.restart(controlling);
        return local();
    }

    /** Takes back a {@link #restart} that has no answer. */
    final void rollback() {
        generations.rollback();
    }

    /**
     * Adds a candidate of the peer.
     *
     * @return false for what is of no use: none of UDP on component 1, no IP literal, of a generation that is not, too many
     */
    final boolean add(IceCandidateLine candidate) {
        return generations.add(candidate);
    }

    /** As {@link #add(IceCandidateLine)}, of {@code "candidate:…"}; false for what is none. */
    final boolean add(String candidate) {
        try {
            return add(IceCandidateLine.parse(candidate));
        } catch (SdpException e) {
            return false;
        }
    }

    /** Protects a compound RTCP packet of {@link MediaGate#MAX_RTCP} bytes at most and sends it; false before there are keys. */
    final boolean sendRtcp(byte[] packet, int offset, int length) {
        return gate.sendRtcp(packet, offset, length);
    }

    /** Sends a datagram as it is. */
    final void send(byte[] buffer, int offset, int length) {
        boolean _ = generations.send(buffer, offset, length);
    }

    /** There are keys, before the first packet is unprotected by them. */
    void keyed(SrtpKeys keys) throws GeneralSecurityException {
        gate.open(keys, localSsrc);
    }

    /** On the events thread: the handshake where there is a path for it, and the state where it is another. */
    private void update() {
        LinkState state;
        TransportFailure cause;
        synchronized (this) {
            if (closed) {
                return;
            }
            LinkState ice = generations.state();
            if (ice == LinkState.CONNECTED && association == null) {
                associate();
            }
            state = failure != null ? LinkState.FAILED : ice;
            if (state == LinkState.CONNECTED && !keyed) {
                state = LinkState.CONNECTING;
            }
            cause = failure != null ? failure : generations.failure();
        }
        if (state != told) {
            told = state;
            listener.onState(state, state == LinkState.FAILED ? cause : null);
        }
    }

    /** The events thread drops what is thrown, after which nobody would hear of this transport any more. */
    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            runtime.counters().mistake();
            log.error("A transport failed", e);
            synchronized (this) {
                failure = TransportFailure.MISTAKE;
            }
            update();
        }
    }

    private void associate() {
        DtlsAssociation started = new DtlsAssociation(
                runtime.certificate(),
                client,
                fingerprints,
                settings.profiles(),
                settings.handshakeTimeout(),
                handshakes,
                new Association());
        association = started;
        started.start();
    }

    /** Says goodbye to the peer, ends everything and tells nothing more; never waits for the peer; idempotent. */
    @Override
    public final void close() {
        DtlsAssociation ending;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            ending = association;
        }
        gate.close();
        if (ending != null) {
            ending.close();
        }
        handshakes.close();
        generations.close();
    }

    /** What ICE tells. */
    private final class Ice implements IceGenerations.Events {
        @Override
        public void onCandidate(String candidate) {
            listener.onCandidate(candidate);
        }

        @Override
        public void onGathered() {
            listener.onGathered();
        }

        @Override
        public void onChanged() {
            update();
        }

        /** Tells what is what by the first byte (RFC 7983 §7); nothing but DTLS and SRTP is spoken here. */
        @Override
        public void onDatagram(byte[] buffer, int offset, int length, long nanos) {
            int first = length == 0 ? 0 : buffer[offset] & 0xff;
            if (MediaGate.isMedia(buffer, offset, length)) {
                gate.packet(buffer, offset, length, nanos);
            } else if (first >= 20 && first <= 63) {
                handshakes.offer(buffer, offset, length);
            } else {
                runtime.counters().malformed();
            }
        }
    }

    /** What DTLS tells, on its own thread. */
    private final class Association implements DtlsAssociation.Listener {
        @Override
        public void onKeys(SrtpKeys keys) {
            try {
                keyed(keys);
            } catch (GeneralSecurityException e) {
                onFailure(TransportFailure.HANDSHAKE);
                return;
            }
            synchronized (PeerTransport.this) {
                keyed = true;
            }
            later(PeerTransport.this::update);
        }

        @Override
        public void onFailure(TransportFailure cause) {
            synchronized (PeerTransport.this) {
                failure = cause;
            }
            later(PeerTransport.this::update);
        }

        @Override
        public void onPeerClosed() {
            later(listener::onPeerClosed);
        }

        private void later(Runnable event) {
            runtime.events().execute(() -> {
                if (!closed) {
                    guarded(event);
                }
            });
        }
    }

    /**
     * What a transport tells: packets one at a time on the thread that reads, the rest on the events thread. An
     * implementation never throws, and enqueues where it would wait. After {@link #close} comes nothing but what was being
     * told at that moment.
     */
    interface Listener extends MediaGate.Media {
        /** A local candidate, {@code "candidate:…"}, with the user name fragment of its generation. */
        void onCandidate(String candidate);

        /** There are no more local candidates. */
        void onGathered();

        /** The state changed; {@code failure} says why, where it is FAILED. */
        void onState(LinkState state, @Nullable TransportFailure failure);

        /** The peer said goodbye. */
        void onPeerClosed();
    }
}
