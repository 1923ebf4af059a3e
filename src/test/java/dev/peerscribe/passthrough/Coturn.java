package dev.peerscribe.passthrough;

import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.MediaProperties.IceServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A coturn of one's own, on loopback; each server it gives out is for another user, who may have one allocation at a time. */
final class Coturn implements AutoCloseable {
    private static final String PASSWORD = "not-a-secret";
    private static final int USERS = 30;

    private static final String PASSPHRASE = "changeit";

    private final Process process;
    private final int port;
    private final int tlsPort;
    private final Path folder;
    private final AtomicInteger users = new AtomicInteger();

    /** @param folder where its certificate and its log go */
    Coturn(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        port = freePort();
        tlsPort = freePort();
        certificate();
        List<String> command = new ArrayList<>(List.of(
                "turnserver",
                "--listening-ip=127.0.0.1",
                "--relay-ip=127.0.0.1",
                "--listening-port=" + port,
                "--tls-listening-port=" + tlsPort,
                "--min-port=41000",
                "--max-port=41999",
                "--lt-cred-mech",
                "--realm=test",
                "--user-quota=1",
                "--allow-loopback-peers",
                "--no-cli",
                "--no-dtls",
                "--cert=" + folder.resolve("cert.pem"),
                "--pkey=" + folder.resolve("key.pem"),
                "--pidfile=" + folder.resolve("pid"),
                "--userdb=" + folder.resolve("db"),
                "--log-file=stdout",
                "--simple-log"));
        for (int i = 0; i < USERS; i++) {
            command.add("--user=user" + i + ":" + PASSWORD);
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(10)).until(() -> listens(port) && listens(tlsPort));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A certificate for "localhost", which coturn wants as PEM and {@link #trust} as a key store. */
    private void certificate() throws IOException, InterruptedException {
        Path store = folder.resolve("store.p12");
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "turn",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSPHRASE);
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSPHRASE.toCharArray());
            pem("cert.pem", "CERTIFICATE", keys.getCertificate("turn").getEncoded());
            pem(
                    "key.pem",
                    "PRIVATE KEY",
                    keys.getKey("turn", PASSPHRASE.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pem(String name, String kind, byte[] bytes) throws IOException {
        String text = java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                folder.resolve(name), "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    /** Trusts this server's certificate and no other. */
    SSLContext trust() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            KeyStore own = KeyStore.getInstance(folder.resolve("store.p12").toFile(), PASSPHRASE.toCharArray());
            trusted.setCertificateEntry("turn", own.getCertificate("turn"));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    IceServer udp() {
        return server("turn:127.0.0.1:" + port, user(), PASSWORD);
    }

    IceServer udpWithWrongPassword() {
        return server("turn:127.0.0.1:" + port, user(), "wrong");
    }

    IceServer tcp() {
        return server("turn:127.0.0.1:" + port + "?transport=tcp", user(), PASSWORD);
    }

    IceServer tls() {
        return server("turns:localhost:" + tlsPort, user(), PASSWORD);
    }

    /** By an address that its certificate does not name. */
    IceServer tlsByAddress() {
        return server("turns:127.0.0.1:" + tlsPort, user(), PASSWORD);
    }

    private String user() {
        return "user" + users.getAndIncrement();
    }

    static IceServer server(String url, String username, String password) {
        return new IceServer(List.of(url), username, password);
    }

    @Override
    public void close() {
        process.destroy();
        if (!process.onExit()
                .completeOnTimeout(process, 2, TimeUnit.SECONDS)
                .join()
                .isAlive()) {
            return;
        }
        process.destroyForcibly();
    }
}
