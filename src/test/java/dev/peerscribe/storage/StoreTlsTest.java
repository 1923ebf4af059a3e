package dev.peerscribe.storage;

import static dev.peerscribe.storage.UploadBench.PART;
import static dev.peerscribe.storage.UploadBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.signaling.TestCertificates;
import dev.peerscribe.signaling.TlsFront;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Uploads to a store behind a real TLS server, whose certificate may be none to be trusted. */
@Timeout(60)
class StoreTlsTest {
    private static final String BUNDLE = "house";

    private static TestCertificates certificates;

    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private UploadBench bench;

    @BeforeAll
    static void certificates(@TempDir Path folder) throws Exception {
        certificates = TestCertificates.make(folder);
    }

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        bench = new UploadBench(directory);
        bundles.registerBundle(BUNDLE, trusting("ca"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aStoreWithACertificateOfTheHousesAuthorityGetsRecordings() throws Exception {
        byte[] content = bench.has("r1", 2 * PART + 7);
        try (TlsFront front = front("localhost")) {
            open(front);

            bench.uploaded("r1");
        }
        assertThat(bench.store.content(key("r1", "aa11-1.webm"))).isEqualTo(content);
        assertThat(bench.store.count("PUT part 200")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "elsewhere", "stranger"})
    void aCertificateThatIsNotToBeTrustedIsTheStoresFaultAndKeepsTheRecordingHere(String alias) throws Exception {
        bench.settings.retention = new StorageProperties.Retention(Duration.ZERO, null, null);
        byte[] content = bench.has("r1", 1000);
        try (TlsFront front = front(alias)) {
            open(front);

            assertThat(bench.failed("r1", 1).lastCause()).isEqualTo(StorageCause.TLS);
            bench.pass(Duration.ofSeconds(20));
            assertThat(bench.failed("r1", 2).lastCause())
                    .extracting(StorageCause::fault)
                    .isEqualTo(StorageCause.Fault.STORE);
        }
        assertThat(bench.store.answers).isEmpty();
        assertThat(bench.media("r1")).exists();
        assertThat(bench.count("peerscribe.storage.failures", "cause", "tls", "fault", "store"))
                .isEqualTo(2);

        bench.service().stop();
        bench.settings.retention = new StorageProperties.Retention(null, null, null);
        try (TlsFront mended = front("localhost")) {
            open(mended);
            bench.pass(Duration.ofSeconds(20));
            bench.uploaded("r1");
        }
        assertThat(bench.store.content(key("r1", "aa11-1.webm"))).isEqualTo(content);
    }

    @Test
    void theHousesAuthorityIsTrustedOnlyWhereItIsConfigured() throws Exception {
        bench.has("r1", 1000);
        try (TlsFront front = front("localhost")) {
            bench.settings.endpoint = uri(front);
            bench.open();

            assertThat(bench.failed("r1", 1).lastCause()).isEqualTo(StorageCause.TLS);
        }
    }

    @Test
    void anAuthorityThatIsRenewedHoldsFromTheNextConnectionOn() throws Exception {
        bundles.updateBundle(BUNDLE, trusting("stranger"));
        bench.has("r1", 1000);
        try (TlsFront front = front("localhost")) {
            open(front);
            assertThat(bench.failed("r1", 1).lastCause()).isEqualTo(StorageCause.TLS);

            bundles.updateBundle(BUNDLE, trusting("ca"));
            bench.pass(Duration.ofSeconds(20));
            bench.uploaded("r1");
        }
    }

    private void open(TlsFront front) {
        bench.settings.endpoint = uri(front);
        bench.settings.authorities = new BundleTrust(bundles, BUNDLE);
        bench.open();
    }

    private TlsFront front(String alias) throws IOException, GeneralSecurityException {
        return TlsFront.ofAnything(certificates, alias, bench.store.endpoint().getPort());
    }

    private static URI uri(TlsFront front) {
        return URI.create("https://127.0.0.1:" + front.port());
    }

    private static SslBundle trusting(String alias) throws IOException, GeneralSecurityException {
        return SslBundle.of(new PemSslStoreBundle(
                null,
                PemSslStoreDetails.forCertificate(
                        certificates.certificates(alias).toUri().toString())));
    }
}
