package dev.peerscribe.signaling;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** Ends TLS in front of a relay, as a load balancer does, and remembers what the handshakes said. */
final class TlsFront implements AutoCloseable {
    private final int target;
    private final SSLServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> handshakes = new CopyOnWriteArrayList<>();

    /**
     * Listens on a free port.
     *
     * @param alias the entry that is shown to clients
     * @param needsClient whether clients must show a certificate of the authority
     */
    TlsFront(TestCertificates certificates, String alias, boolean needsClient, int target)
            throws IOException, GeneralSecurityException {
        this.target = target;
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        char[] password = certificates.password();
        own.setKeyEntry(
                alias,
                certificates.keys.getKey(alias, password),
                password,
                certificates.keys.getCertificateChain(alias));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificates.keys.getCertificate("ca"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(needsClient);
        Thread.ofVirtual().name("tls-front").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
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
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("tls-front-client").start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket relay = new Socket(InetAddress.getLoopbackAddress(), target)) {
            sockets.addAll(List.of(client, relay));
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
            Thread back = Thread.ofVirtual().name("tls-front-relay").start(() -> copy(relay, client));
            copy(client, relay);
            back.join();
        } catch (IOException e) {
            // a client that was refused or went away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.write(bytes, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // one side ended, so the other does
        }
    }
}
