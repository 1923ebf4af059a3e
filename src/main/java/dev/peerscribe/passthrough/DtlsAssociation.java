package dev.peerscribe.passthrough;

import dev.peerscribe.sdp.Fingerprint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DTLS association (RFC 6347) that gives SRTP its keys (RFC 5764). Its virtual thread runs the handshake and then
 * waits for what little comes after it: repeated flights, which are answered, and the peer's goodbye.
 */
final class DtlsAssociation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DtlsAssociation.class);

    private final boolean client;
    private final DatagramQueue datagrams;
    private final Listener listener;
    private final DtlsHandshake handshake;

    /** Under the monitor; null until the handshake is done. */
    private @Nullable DTLSTransport established;
    /** Under the monitor. */
    private boolean closed;

    /**
     * @param client whether we are the active side
     * @param datagrams what came and what goes; this association's alone from now on
     * @param profiles the SRTP profiles agreed to, preferred first
     * @param timeout how long the handshake may take
     */
    DtlsAssociation(
            DtlsCertificate certificate,
            boolean client,
            List<Fingerprint> fingerprints,
            List<SrtpProfile> profiles,
            Duration timeout,
            DatagramQueue datagrams,
            Listener listener) {
        this.client = client;
        this.datagrams = datagrams;
        this.listener = listener;
        this.handshake = new DtlsHandshake(certificate, fingerprints, profiles, timeout, new Told());
    }

    /** Begins the handshake; once. */
    void start() {
        if (!client) {
            datagrams.serve();
        }
        Thread.ofVirtual().name("dtls").start(this::run);
    }

    private void run() {
        try {
            DTLSTransport transport = client
                    ? new DTLSClientProtocol().connect(new DtlsClient(handshake), datagrams)
                    : new DTLSServerProtocol().accept(new DtlsServer(handshake), datagrams);
            log.debug("DTLS is established");
            if (keep(transport)) {
                drain(transport);
            } else {
                transport.close();
            }
        } catch (TlsTimeoutException e) {
            fail(TransportFailure.HANDSHAKE_TIMEOUT);
        } catch (IOException e) {
            // The message may repeat what the peer sent.
            log.debug("DTLS ended: {}", e.getClass().getSimpleName());
            fail(handshake.isStrange() ? TransportFailure.FINGERPRINT : TransportFailure.HANDSHAKE);
        }
    }

    /** Application data are none of ours; what matters happens inside the library while it looks for some. */
    private void drain(DTLSTransport transport) throws IOException {
        byte[] data = new byte[transport.getReceiveLimit()];
        while (!isClosed()) {
            int _ = transport.receive(data, 0, data.length, 0);
        }
    }

    private synchronized boolean keep(DTLSTransport transport) {
        if (!closed) {
            established = transport;
            datagrams.established();
        }
        return !closed;
    }

    private void fail(TransportFailure failure) {
        if (!isClosed()) {
            listener.onFailure(failure);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Says goodbye to the peer where the handshake was done, and ends the thread; never waits; idempotent. */
    @Override
    public void close() {
        DTLSTransport transport;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            transport = established;
            established = null;
        }
        if (transport != null) {
            try {
                transport.close();
            } catch (IOException e) {
                log.debug("DTLS goodbye was not sent: {}", e.getClass().getSimpleName());
            }
        }
        datagrams.close();
    }

    private final class Told implements DtlsHandshake.Events {
        @Override
        public void onKeys(SrtpKeys keys) {
            if (!isClosed()) {
                listener.onKeys(keys);
            }
        }

        @Override
        public void onCloseNotify() {
            boolean first;
            synchronized (DtlsAssociation.this) {
                first = !closed;
                closed = true;
            }
            if (first) {
                listener.onPeerClosed();
            }
        }
    }

    /** What an association tells, on its own thread; at most one of the last two, and nothing after {@link #close}. */
    interface Listener {
        void onKeys(SrtpKeys keys);

        void onFailure(TransportFailure failure);

        void onPeerClosed();
    }
}
