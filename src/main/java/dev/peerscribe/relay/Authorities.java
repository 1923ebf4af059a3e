package dev.peerscribe.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are taken, as a file: FFmpeg's TLS knows no authority by itself. */
final class Authorities {
    private final @Nullable Path configured;
    /** Written once, on first use; guarded by this. */
    private @Nullable Path exported;

    Authorities(@Nullable Path configured) {
        this.configured = configured;
    }

    /** The configured file, else one with the authorities of the Java runtime. */
    synchronized Path file() throws RelayFailure {
        if (configured != null) {
            return configured;
        }
        Path file = exported;
        if (file == null || !Files.isReadable(file)) {
            try {
                file = export();
            } catch (IOException | GeneralSecurityException e) {
                throw new RelayFailure(RelayCause.INTERNAL);
            }
            exported = file;
        }
        return file;
    }

    /** The same authorities for connections of Java's own. */
    SSLContext tls() throws RelayFailure {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, configured == null ? null : trusting(configured), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new RelayFailure(RelayCause.INTERNAL);
        }
    }

    private static TrustManager[] trusting(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream input = Files.newInputStream(file)) {
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(input)) {
                store.setCertificateEntry("authority-" + number++, each);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Path export() throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        Base64.Encoder base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
        StringBuilder pem = new StringBuilder();
        for (X509TrustManager manager : Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .toList()) {
            for (X509Certificate certificate : manager.getAcceptedIssuers()) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(base64.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
        }
        Path file = Files.createTempFile("peerscribe-authorities", ".pem");
        file.toFile().deleteOnExit();
        return Files.writeString(file, pem, StandardCharsets.US_ASCII);
    }
}
