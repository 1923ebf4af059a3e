package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of an authority of the test's own, made by the JDK's keytool for this run. */
public final class TestCertificates {
    private static final char[] PASSWORD = "for this test".toCharArray();

    private final Path folder;
    final KeyStore keys;

    private TestCertificates(Path folder, KeyStore keys) {
        this.folder = folder;
        this.keys = keys;
    }

    /**
     * Makes, in a key store: {@code ca}, and signed by it {@code localhost}, {@code elsewhere} (a certificate for another
     * host), {@code expired} and {@code agent} (a client's); {@code stranger}, an authority that signed nothing.
     */
    public static TestCertificates make(Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("keys.p12");
        String[] ca = {"-ext", "bc:critical=ca:true"};
        keytool(store, "ca", ca);
        keytool(store, "stranger", ca);
        keytool(store, "localhost", "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
        keytool(store, "elsewhere", "-signer", "ca", "-ext", "san=dns:elsewhere.example.org");
        keytool(store, "expired", "-signer", "ca", "-startdate", "-10d", "-ext", "san=dns:localhost,ip:127.0.0.1");
        keytool(store, "agent", "-signer", "ca", "-ext", "eku=clientAuth");
        return new TestCertificates(folder, KeyStore.getInstance(store.toFile(), PASSWORD));
    }

    /** TLS of a server that shows the certificate of an entry, and of clients trusts those of the authority. */
    public SSLContext server(String alias) throws IOException, GeneralSecurityException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(alias, keys.getKey(alias, PASSWORD), PASSWORD, keys.getCertificateChain(alias));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", keys.getCertificate("ca"));
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(own, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The certificates of an entry, its own first, as PEM in a file. */
    public Path certificates(String alias) throws IOException, GeneralSecurityException {
        List<String> pem = new ArrayList<>();
        for (var certificate : keys.getCertificateChain(alias)) {
            pem.add(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return write(alias + ".pem", String.join("", pem));
    }

    /** The private key of an entry, as PEM in a file. */
    public Path privateKey(String alias) throws IOException, GeneralSecurityException {
        return write(
                alias + ".key", pem("PRIVATE KEY", keys.getKey(alias, PASSWORD).getEncoded()));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    private static void keytool(Path store, String alias, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-dname",
                "CN=" + alias,
                "-alias",
                alias));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(store.resolveSibling("keytool.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("keytool for %s", alias).isZero();
    }
}
