package dev.peerscribe.passthrough;

import dev.peerscribe.media.LinkState;
import dev.peerscribe.sdp.Fingerprint;
import dev.peerscribe.sdp.IceParameters;
import dev.peerscribe.sdp.LocalTransport;
import dev.peerscribe.sdp.SdpException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The transport of a known sender, as those outside this package see it. Every method may be called from any thread. */
public final class SenderConnection implements AutoCloseable {
    private final SendingTransport transport;
    private final Listener listener;
    /** Written by whoever tells it. */
    private volatile Credentials remote = new Credentials("", "", "");

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

    public SenderConnection(Shared shared, Listener listener) {
        this.listener = listener;
        try {
            transport = new SendingTransport(shared.runtime, shared.settings, true, 1, new Told());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Credentials gather() {
        try {
            transport.gather();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return credentials(transport.local());
    }

    /** Begins another generation of ICE (RFC 8445 §9), which takes over once it has a path. */
    public Credentials restart() {
        try {
            return credentials(transport.restart(true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the answer to the latest description says. */
    public void remote(String ufrag, String password, String fingerprint, boolean dtlsClient) {
        remote = new Credentials(ufrag, password, fingerprint);
        boolean taken;
        try {
            taken = transport.remote(
                    Remotes.of(new IceParameters(ufrag, password), Fingerprint.parse(fingerprint), true, dtlsClient));
        } catch (SdpException e) {
            throw new IllegalStateException(e);
        }
        if (!taken) {
            throw new IllegalStateException("the answer does not go on from what was said before");
        }
    }

    /** Adds a candidate of the peer; false for what is of no use. */
    public boolean add(String candidate) {
        return transport.add(candidate);
    }

    /** Protects and sends a packet; false where there are no keys. */
    public boolean sendRtp(byte[] packet, int length) {
        return transport.sendRtp(packet, 0, length);
    }

    /** As {@link #sendRtp}, for a compound RTCP packet. */
    public boolean sendRtcp(byte[] packet, int length) {
        return transport.sendReport(packet, length);
    }

    /** Sends a datagram as it is, for tests that send nonsense. */
    public void sendRaw(byte[] datagram, int length) {
        transport.send(datagram, 0, length);
    }

    /** What it sent lately, in the clear; of what is sent from the first call on. */
    public List<byte[]> recentlyClear() {
        return transport.recent().stream().map(SendingTransport.Sent::clear).toList();
    }

    /** As {@link #recentlyClear}, as it went out. */
    public List<byte[]> recentlyProtected() {
        return transport.recent().stream().map(SendingTransport.Sent::wire).toList();
    }

    /**
     * Protects and sends what claims to be RTP, or RTCP, of a source that sends nothing else, for tests that send nonsense.
     *
     * @return false for what cannot be protected: its header does not fit, or its number was sent before
     */
    public boolean forge(byte[] packet, int length, boolean rtcp) {
        return transport.forge(packet, length, rtcp);
    }

    /** Our end, as the latest description gives it. */
    public Credentials local() {
        return credentials(transport.local());
    }

    /** The peer's end, as its latest description gave it. */
    public Credentials remote() {
        return remote;
    }

    /** Says goodbye and ends everything; idempotent. */
    @Override
    public void close() {
        transport.close();
    }

    private static Credentials credentials(LocalTransport ours) {
        return new Credentials(
                ours.ice().usernameFragment(),
                ours.ice().password(),
                ours.fingerprint().text());
    }

    private static javax.net.ssl.SSLContext defaultTls() {
        try {
            return javax.net.ssl.SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no TLS", e);
        }
    }

    private final class Told implements PeerTransport.Listener {
        @Override
        public void onCandidate(String candidate) {
            listener.onCandidate(candidate);
        }

        @Override
        public void onGathered() {
            listener.onGathered();
        }

        @Override
        public void onState(LinkState state, @Nullable TransportFailure failure) {
            switch (state) {
                case CONNECTED -> listener.onConnected();
                case FAILED, DISCONNECTED -> listener.onLost(state + " " + failure);
                default -> {
                    // on its way
                }
            }
        }

        @Override
        public void onPeerClosed() {
            listener.onLost("the peer said goodbye");
        }

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
