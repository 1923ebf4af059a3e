package dev.peerscribe.signaling;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Ends TLS in front of a server, as a load balancer does, and of a relay remembers what the handshakes said. */
public final class TlsFront implements AutoCloseable {
    private final int target;
    /** Whether what comes is HTTP. */
    private final boolean http;

    private final LoopbackListener listener;
    private final List<String> handshakes = new CopyOnWriteArrayList<>();

    /**
     * Listens on a free port.
     *
     * @param alias the entry that is shown to clients
     * @param needsClient whether clients must show a certificate of the authority
     */
    TlsFront(TestCertificates certificates, String alias, boolean needsClient, int target)
            throws IOException, GeneralSecurityException {
        this(certificates, alias, needsClient, target, true);
    }

    /** Listens on a free port, in front of a server of any protocol. */
    public static TlsFront ofAnything(TestCertificates certificates, String alias, int target)
            throws IOException, GeneralSecurityException {
        return new TlsFront(certificates, alias, false, target, false);
    }

    /** The same, where clients must show a certificate of the authority. */
    public static TlsFront ofKnownClients(TestCertificates certificates, String alias, int target)
            throws IOException, GeneralSecurityException {
        return new TlsFront(certificates, alias, true, target, false);
    }

    private TlsFront(TestCertificates certificates, String alias, boolean needsClient, int target, boolean http)
            throws IOException, GeneralSecurityException {
        this.target = target;
        this.http = http;
        SSLServerSocket server = (SSLServerSocket) certificates
                .server(alias)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(needsClient);
        listener = new LoopbackListener(server, "tls-front", this::serve);
    }

    public int port() {
        return listener.port();
    }

    URI uri() {
        return URI.create("wss://localhost:" + port() + "/room");
    }

    /** The requests that came, without bodies. */
    List<String> handshakes() {
        return handshakes;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve(Socket client) throws IOException {
        if (client instanceof SSLSocket secure) {
            secure.startHandshake(); // lest a client that refuses the certificate is a client to the server behind
        }
        try (Socket relay = new Socket(InetAddress.getLoopbackAddress(), target)) {
            if (!http) {
                LoopbackListener.join(client, relay);
                return;
            }
            InputStream in = client.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                head.write(next);
            }
            handshakes.add(head.toString(StandardCharsets.ISO_8859_1));
            relay.getOutputStream().write(head.toByteArray());
            LoopbackListener.join(client, relay);
        }
    }
}
