package dev.peerscribe.passthrough;

import dev.peerscribe.media.LinkState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jspecify.annotations.Nullable;

/**
 * The transport of a peer that sends media, made of the parts of the one that receives: ICE as the offerer, DTLS and SRTP of
 * any number of its own sources. Every method may be called from any thread.
 */
public final class SendingTransport implements AutoCloseable {
    private final Shared shared;
    private final Listener listener;
    private final DatagramQueue handshakes;
    private final MediaGate gate;
    private final Generations generations = new Generations();
    private final ReentrantLock sending = new ReentrantLock();
    private final PacketView view = new PacketView(); // guarded by the lock, as are the next three
    private final Map<Integer, SrtpCryptoContext> rtp = new HashMap<>();
    private final Map<Integer, SrtcpCryptoContext> rtcp = new HashMap<>();
    private @Nullable SrtpContextFactory keys;

    private volatile IceTransport current;
    private volatile boolean closed;
    private @Nullable IceTransport next; // guarded by this, as are the rest
    private @Nullable DtlsAssociation association;
    private List<Fingerprint> fingerprints = List.of();
    private boolean client;

    /** What all senders of a process share. */
    public static final class Shared implements AutoCloseable {
        private final TransportRuntime runtime =
                new TransportRuntime(new SecureRandom(), Clock.systemUTC(), System::nanoTime);
        private final TransportSettings settings;

        /** {@code gcm} prefers the SRTP profile that libwebrtc does not prefer. */
        public Shared(boolean gcm) {
            List<SrtpProfile> profiles = List.of(SrtpProfile.values());
            settings = new TransportSettings(
                    List.of(),
                    false,
                    new PortRange(0, 0),
                    false,
                    gcm ? profiles : profiles.reversed(),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    defaultTls());
        }

        @Override
        public void close() {
            runtime.close();
        }
    }

    /** What a transport tells; must only enqueue, or be quick. */
    public interface Listener {
        /** A local candidate of the newest generation, {@code "candidate:…"}. */
        void onCandidate(String candidate);

        void onGathered();

        /** Media can be sent, for the first time or again. */
        void onConnected();

        /** There is no path any more, or there never was; {@code cause} says why. */
        void onLost(String cause);

        /** RTCP in the clear, in an array that is the caller's again on return. */
        void onRtcp(byte[] packet, int offset, int length, long nanos);
    }

    /** What a description says of this end. */
    public record Credentials(String ufrag, String password, String fingerprint) {}

    public SendingTransport(Shared shared, Listener listener) {
        this.shared = shared;
        this.listener = listener;
        this.handshakes = new DatagramQueue(this::sendRaw, shared.runtime.counters());
        this.gate = new MediaGate(shared.runtime.counters(), new Received(), this::sendRaw);
        this.current = generation();
    }

    public Credentials gather() {
        return gather(current);
    }

    /** Begins another generation of ICE (RFC 8445 §9), which takes over once it has a path. */
    public synchronized Credentials restart() {
        IceTransport pending = next;
        if (pending != null) {
            pending.close();
        }
        IceTransport another = generation();
        next = another;
        return gather(another);
    }

    /** What the answer to the latest description says. */
    public synchronized void remote(String ufrag, String password, String fingerprint, boolean dtlsClient) {
        if (fingerprints.isEmpty()) {
            Fingerprint parsed = Fingerprint.parse(fingerprint);
            if (parsed == null) {
                throw new IllegalStateException("no fingerprint: " + fingerprint);
            }
            fingerprints = List.of(parsed);
            client = dtlsClient;
        }
        newest().start(ufrag, password);
    }

    /** Adds a candidate of the peer; false for what is of no use. */
    public synchronized boolean add(String candidate) {
        IceCandidateLine line = IceCandidateLine.parse(candidate);
        return line != null && newest().add(line);
    }

    /**
     * Protects a packet in place, which has room for {@code EXPANSION} bytes behind it, and sends it.
     *
     * @return false where there are no keys or there is no path
     */
    public boolean sendRtp(byte[] packet, int length) {
        int ssrc = word(packet, 8);
        sending.lock();
        try {
            SrtpContextFactory factory = keys;
            if (factory == null) {
                return false;
            }
            SrtpCryptoContext context = rtp.get(ssrc);
            if (context == null) {
                context = factory.deriveContext(ssrc, 0);
                rtp.put(ssrc, context);
            }
            return send(context.transformPacket(view.over(packet, 0, length)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RTP could not be protected", e);
        } finally {
            sending.unlock();
        }
    }

    /** As {@link #sendRtp}, for a compound RTCP packet. */
    public boolean sendRtcp(byte[] packet, int length) {
        int ssrc = word(packet, 4);
        sending.lock();
        try {
            SrtpContextFactory factory = keys;
            if (factory == null) {
                return false;
            }
            SrtcpCryptoContext context = rtcp.get(ssrc);
            if (context == null) {
                context = factory.deriveControlContext(ssrc);
                rtcp.put(ssrc, context);
            }
            return send(context.transformPacket(view.over(packet, 0, length)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RTCP could not be protected", e);
        } finally {
            sending.unlock();
        }
    }

    /** Sends a datagram as it is, for tests that send nonsense. */
    public boolean sendRaw(byte[] datagram, int length) {
        return current.send(datagram, 0, length);
    }

    private boolean send(SrtpErrorStatus status) {
        if (status != SrtpErrorStatus.OK) {
            throw new IllegalStateException("a packet was not protected: " + status);
        }
        return current.send(view.getBuffer(), view.getOffset(), view.getLength());
    }

    private void sendRaw(byte[] buffer, int offset, int length) {
        boolean _ = current.send(buffer, offset, length);
    }

    private IceTransport generation() {
        try {
            return new IceTransport(shared.runtime, shared.settings, true, generations);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Credentials gather(IceTransport generation) {
        try {
            generation.gather();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Credentials(
                generation.localUfrag(),
                generation.localPassword(),
                shared.runtime.certificate().fingerprint().toString());
    }

    private synchronized IceTransport newest() {
        IceTransport pending = next;
        return pending == null ? current : pending;
    }

    private synchronized void connected(IceTransport generation) {
        if (closed) {
            return;
        }
        if (generation == next) {
            IceTransport old = current;
            current = generation;
            next = null;
            Thread.ofVirtual().name("ice-close").start(old::close);
        }
        if (association == null) {
            association = new DtlsAssociation(
                    shared.runtime.certificate(),
                    client,
                    fingerprints,
                    shared.settings.profiles(),
                    shared.settings.handshakeTimeout(),
                    handshakes,
                    new Keyed());
            association.start();
        } else if (isKeyed()) {
            listener.onConnected();
        }
    }

    private boolean isKeyed() {
        sending.lock();
        try {
            return keys != null;
        } finally {
            sending.unlock();
        }
    }

    /** Says goodbye and ends everything; idempotent. */
    @Override
    public void close() {
        DtlsAssociation ending;
        IceTransport pending;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            ending = association;
            pending = next;
        }
        if (ending == null) {
            handshakes.close();
        } else {
            ending.close();
        }
        gate.close();
        current.close();
        if (pending != null) {
            pending.close();
        }
    }

    private static int word(byte[] packet, int at) {
        return (packet[at] & 0xff) << 24
                | (packet[at + 1] & 0xff) << 16
                | (packet[at + 2] & 0xff) << 8
                | (packet[at + 3] & 0xff);
    }

    private static javax.net.ssl.SSLContext defaultTls() {
        try {
            return javax.net.ssl.SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no TLS", e);
        }
    }

    private final class Generations implements IceTransport.Listener {
        @Override
        public void onCandidate(IceTransport transport, String candidate) {
            if (transport == newest()) {
                listener.onCandidate(candidate);
            }
        }

        @Override
        public void onGathered(IceTransport transport) {
            if (transport == newest()) {
                listener.onGathered();
            }
        }

        @Override
        public void onState(IceTransport transport, LinkState state, @Nullable TransportFailure failure) {
            if (state == LinkState.CONNECTED) {
                connected(transport);
            } else if ((state == LinkState.FAILED || state == LinkState.DISCONNECTED) && transport == current) {
                listener.onLost(state + " " + failure);
            }
        }

        @Override
        public void onDatagram(byte[] buffer, int offset, int length, long nanos) {
            int first = length == 0 ? 0 : buffer[offset] & 0xff;
            if (first >= 128 && first <= 191) {
                gate.packet(buffer, offset, length, nanos);
            } else if (first >= 20 && first <= 63) {
                handshakes.offer(buffer, offset, length);
            }
        }
    }

    private final class Keyed implements DtlsAssociation.Listener {
        @Override
        public void onKeys(SrtpKeys agreed) {
            try {
                gate.open(agreed, 1);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the machine lacks a cipher", e);
            }
            sending.lock();
            try {
                keys = agreed.sending(JitsiLibraries.logger());
            } finally {
                sending.unlock();
            }
            listener.onConnected();
        }

        @Override
        public void onFailure(TransportFailure failure) {
            listener.onLost(failure.toString());
        }

        @Override
        public void onPeerClosed() {
            listener.onLost("the peer said goodbye");
        }
    }

    private final class Received implements MediaGate.Media {
        @Override
        public void onRtp(byte[] buffer, int offset, int length, long nanos) {
            // nobody sends to a sender
        }

        @Override
        public void onRtcp(byte[] buffer, int offset, int length, long nanos) {
            listener.onRtcp(buffer, offset, length, nanos);
        }
    }
}
