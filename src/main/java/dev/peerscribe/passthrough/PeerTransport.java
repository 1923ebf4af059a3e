package dev.peerscribe.passthrough;

import dev.peerscribe.media.LinkState;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The transport of one peer connection: ICE, DTLS and SRTP on one component, as BUNDLE (RFC 9143) and rtcp-mux have it. An
 * ICE restart (RFC 8445 §9) is a second generation beside the first: both are received from, and the first goes when the
 * second has a path, while the DTLS association and the SRTP contexts go on.
 *
 * <p>Calls may come from any thread, and from within the listener's packets only {@link #sendRtcp}.
 */
final class PeerTransport implements AutoCloseable {
    /** How long packets that are under way on the old path are still taken. */
    private static final long GRACE_SECONDS = 3;

    private static final int MIN_UFRAG = 4;
    private static final int MIN_PASSWORD = 22;
    private static final int MAX_CREDENTIAL = 256;

    private final TransportRuntime runtime;
    private final TransportSettings settings;
    private final Listener listener;
    private final int localSsrc;
    private final DatagramQueue handshakes;
    private final MediaGate gate;

    /** Replaced under the monitor, read to send. */
    private volatile Generation current;
    /** Under the monitor. */
    private @Nullable Generation next;
    /** Under the monitor: generations that are only received from. */
    private final List<Generation> retired = new ArrayList<>();
    /** Under the monitor; empty until the first remote description. */
    private List<Fingerprint> fingerprints = List.of();
    /** Under the monitor. */
    private boolean client;
    /** Under the monitor. */
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
     * @param controlling whether we sent the offer
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
        this.current = new Generation(controlling);
    }

    /** Begins to gather candidates. Once. */
    void gather() throws IOException {
        current.ice.gather();
    }

    /** What the next description says of our end. */
    synchronized IceParameters local() {
        return newest().parameters();
    }

    /**
     * Takes what a remote description says: checks begin, and, once there is a path, the handshake.
     *
     * @param remoteFingerprints as {@code a=fingerprint} gives them, at least one by SHA-256 or better
     * @param dtlsClient whether we are the active side; of the first description
     * @return whether it goes on from what was said before: credentials may change after {@link #restart} only, the
     *     certificate never
     */
    synchronized boolean remote(String ufrag, String password, List<String> remoteFingerprints, boolean dtlsClient) {
        List<Fingerprint> parsed = new ArrayList<>();
        for (String text : remoteFingerprints) {
            Fingerprint fingerprint = Fingerprint.parse(text);
            if (fingerprint != null) {
                parsed.add(fingerprint);
            }
        }
        if (closed
                || parsed.isEmpty()
                || !isCredential(ufrag, MIN_UFRAG)
                || !isCredential(password, MIN_PASSWORD)
                || !(fingerprints.isEmpty() || fingerprints.equals(parsed))) {
            return false;
        }
        if (current.isWith(ufrag, password) || (next != null && next.isWith(ufrag, password))) {
            return true;
        }
        Generation newest = newest();
        if (newest.remoteUfrag != null) {
            return false;
        }
        if (fingerprints.isEmpty()) {
            fingerprints = List.copyOf(parsed);
            client = dtlsClient;
        }
        newest.begin(ufrag, password);
        return true;
    }

    private static boolean isCredential(String text, int min) {
        return text.length() >= min
                && text.length() <= MAX_CREDENTIAL
                && text.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '+'
                                || c == '/');
    }

    /** Begins a new generation, whose description goes to the peer; the same one again while it has no answer. */
    synchronized IceParameters restart(boolean controlling) throws IOException {
        if (closed) {
            throw new IllegalStateException("the transport is closed");
        }
        Generation pending = next;
        if (pending == null || pending.remoteUfrag != null) {
            if (pending != null) {
                pending.ice.close();
            }
            pending = new Generation(controlling);
            next = pending;
            pending.ice.gather();
        }
        return pending.parameters();
    }

    /** Takes back a {@link #restart} that has no answer. */
    synchronized void rollback() {
        Generation pending = next;
        if (pending != null && pending.remoteUfrag == null) {
            next = null;
            pending.ice.close();
        }
    }

    /**
     * Adds a candidate of the peer, {@code "candidate:…"}.
     *
     * @return false for what is of no use: none of UDP on component 1, no IP literal, of a generation that is not, too many
     */
    synchronized boolean add(String candidate) {
        IceCandidateLine line = IceCandidateLine.parse(candidate);
        if (closed || line == null) {
            return false;
        }
        Generation pending = next;
        Generation target = pending == null || current.remoteUfrag != null && current.remoteUfrag.equals(line.ufrag())
                ? current
                : pending;
        boolean matches =
                target.remoteUfrag != null && (line.ufrag() == null || target.remoteUfrag.equals(line.ufrag()));
        return matches && target.ice.add(line);
    }

    /** Protects a compound RTCP packet of {@link MediaGate#MAX_RTCP} bytes at most and sends it; false before there are keys. */
    boolean sendRtcp(byte[] packet, int offset, int length) {
        return gate.sendRtcp(packet, offset, length);
    }

    private void send(byte[] buffer, int offset, int length) {
        boolean _ = current.ice.send(buffer, offset, length);
    }

    private Generation newest() {
        return next == null ? current : next;
    }

    /** On the events thread. */
    private void changed(Generation generation, LinkState state, @Nullable TransportFailure cause) {
        synchronized (this) {
            if (closed) {
                return;
            }
            generation.state = state;
            generation.failure = cause;
            if (generation == next && state == LinkState.CONNECTED) {
                promote(generation);
            }
            if (generation == current && state == LinkState.CONNECTED && association == null) {
                associate();
            }
        }
        update();
    }

    private void promote(Generation generation) {
        Generation old = current;
        current = generation;
        next = null;
        retired.add(old);
        var _ = runtime.events().schedule(() -> retire(old), GRACE_SECONDS, TimeUnit.SECONDS);
    }

    private void retire(Generation old) {
        synchronized (this) {
            retired.remove(old);
        }
        Thread.ofVirtual().name("ice-close").start(old.ice::close);
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

    /** On the events thread: tells the state where it is another. */
    private void update() {
        LinkState state;
        TransportFailure cause;
        synchronized (this) {
            if (closed) {
                return;
            }
            state = state();
            cause = failure == null ? current.failure : failure;
        }
        if (state != told) {
            told = state;
            listener.onState(state, state == LinkState.FAILED ? cause : null);
        }
    }

    private LinkState state() {
        if (failure != null) {
            return LinkState.FAILED;
        }
        boolean hope = next != null && next.state != LinkState.FAILED;
        return switch (current.state) {
            case CONNECTED -> keyed ? LinkState.CONNECTED : LinkState.CONNECTING;
            case FAILED -> hope ? LinkState.DISCONNECTED : LinkState.FAILED;
            default -> current.state;
        };
    }

    /** Says goodbye to the peer, ends everything and tells nothing more; never waits for the peer; idempotent. */
    @Override
    public void close() {
        List<Generation> generations;
        DtlsAssociation ending;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            generations = new ArrayList<>(retired);
            generations.add(current);
            if (next != null) {
                generations.add(next);
            }
            ending = association;
        }
        gate.close();
        if (ending == null) {
            handshakes.close();
        } else {
            ending.close();
        }
        generations.forEach(generation -> generation.ice.close());
    }

    /** One ICE generation and what is known of it. */
    private final class Generation implements IceTransport.Listener {
        private final IceTransport ice;
        /** Under the transport's monitor; null until the peer's description came. */
        private @Nullable String remoteUfrag;
        /** Under the transport's monitor. */
        private @Nullable String remotePassword;
        /** Under the transport's monitor. */
        private LinkState state = LinkState.NEW;
        /** Under the transport's monitor. */
        private @Nullable TransportFailure failure;

        private Generation(boolean controlling) throws IOException {
            this.ice = new IceTransport(runtime, settings, controlling, this);
        }

        private IceParameters parameters() {
            return new IceParameters(
                    ice.localUfrag(),
                    ice.localPassword(),
                    runtime.certificate().fingerprint().toString());
        }

        private boolean isWith(String ufrag, String password) {
            return ufrag.equals(remoteUfrag) && password.equals(remotePassword);
        }

        private void begin(String ufrag, String password) {
            remoteUfrag = ufrag;
            remotePassword = password;
            ice.start(ufrag, password);
        }

        @Override
        public void onCandidate(IceTransport transport, String candidate) {
            if (!closed) {
                listener.onCandidate(candidate);
            }
        }

        @Override
        public void onGathered(IceTransport transport) {
            if (!closed) {
                listener.onGathered();
            }
        }

        @Override
        public void onState(IceTransport transport, LinkState newState, @Nullable TransportFailure cause) {
            changed(this, newState, cause);
        }

        @Override
        public void onDatagram(byte[] buffer, int offset, int length, long nanos) {
            if (length == 0) {
                return;
            }
            int first = buffer[offset] & 0xff;
            if (first >= 128 && first <= 191) {
                gate.packet(buffer, offset, length, nanos);
            } else if (first >= 20 && first <= 63) {
                handshakes.offer(buffer, offset, length);
            }
            // Nothing else is spoken here (RFC 7983 §7).
        }
    }

    private final class Association implements DtlsAssociation.Listener {
        @Override
        public void onKeys(SrtpKeys keys) {
            try {
                gate.open(keys, localSsrc);
            } catch (GeneralSecurityException e) {
                onFailure(TransportFailure.HANDSHAKE);
                return;
            }
            synchronized (PeerTransport.this) {
                keyed = true;
            }
            runtime.events().execute(PeerTransport.this::update);
        }

        @Override
        public void onFailure(TransportFailure cause) {
            synchronized (PeerTransport.this) {
                failure = cause;
            }
            runtime.events().execute(PeerTransport.this::update);
        }

        @Override
        public void onPeerClosed() {
            runtime.events().execute(() -> {
                if (!closed) {
                    listener.onPeerClosed();
                }
            });
        }
    }

    /**
     * What a transport tells: packets one at a time on the thread of a socket, the rest on the events thread. An
     * implementation never throws, and enqueues where it would wait. After {@link #close} comes nothing but what was being
     * told at that moment.
     */
    interface Listener extends MediaGate.Media {
        /** A local candidate, {@code "candidate:…"}, of the newest generation. */
        void onCandidate(String candidate);

        /** There are no more local candidates of the newest generation. */
        void onGathered();

        /** @param failure why, where {@code state} is FAILED */
        void onState(LinkState state, @Nullable TransportFailure failure);

        /** The peer said goodbye. */
        void onPeerClosed();
    }
}
