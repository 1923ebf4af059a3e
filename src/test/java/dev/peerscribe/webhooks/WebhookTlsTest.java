package dev.peerscribe.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.fakes.ManualScheduler;
import dev.peerscribe.signaling.TestCertificates;
import dev.peerscribe.signaling.TlsFront;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import tools.jackson.databind.json.JsonMapper;

/** Messages to an endpoint behind a real TLS server, whose certificate may be none to be trusted. */
@Timeout(60)
class WebhookTlsTest {
    private static final String BUNDLE = "house";

    private static TestCertificates certificates;

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestReceiver receiver = new TestReceiver();
    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private @Nullable WebhookService service;

    @TempDir
    Path directory;

    @BeforeAll
    static void certificates(@TempDir Path folder) throws Exception {
        certificates = TestCertificates.make(folder);
    }

    @AfterEach
    void close() {
        if (service != null) {
            service.stop();
        }
        receiver.close();
    }

    @Test
    void anEndpointWithACertificateOfTheHousesAuthorityIsTold() throws Exception {
        bundles.registerBundle(BUNDLE, trusting("ca"));
        try (TlsFront front = front("localhost")) {
            open(front, BUNDLE).tell("meeting.left", Map.of());

            await().until(() -> receiver.messages.size() == 1 && deliveries().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "elsewhere", "stranger"})
    void toACertificateThatIsNotToBeTrustedNothingIsSaidAndTheMessageWaits(String alias) throws Exception {
        bundles.registerBundle(BUNDLE, trusting("ca"));
        try (TlsFront front = front(alias)) {
            open(front, BUNDLE).tell("meeting.left", Map.of());

            Delivery waiting = failed();
            assertThat(waiting.lastCause()).isEqualTo(DeliveryCause.TLS);
            assertThat(waiting.state()).isEqualTo(DeliveryState.PENDING);
        }
        assertThat(receiver.messages).isEmpty();
        assertThat(meters.counter("peerscribe.webhooks.failures", "cause", "tls")
                        .count())
                .isEqualTo(1);

        service().stop();
        try (TlsFront mended = front("localhost")) {
            open(mended, BUNDLE);
            clock.advance(Duration.ofMinutes(1));
            scheduler.runAll();
            await().until(() -> receiver.messages.size() == 1 && deliveries().isEmpty());
        }
    }

    @Test
    void theHousesAuthorityIsTrustedOnlyWhereItIsConfigured() throws Exception {
        try (TlsFront front = front("localhost")) {
            open(front, null).tell("meeting.left", Map.of());

            assertThat(failed().lastCause()).isEqualTo(DeliveryCause.TLS);
        }
    }

    @Test
    void anAuthorityThatIsRenewedHoldsFromTheNextConnectionOn() throws Exception {
        bundles.registerBundle(BUNDLE, trusting("stranger"));
        try (TlsFront front = front("localhost")) {
            open(front, BUNDLE).tell("meeting.left", Map.of());
            assertThat(failed().lastCause()).isEqualTo(DeliveryCause.TLS);

            bundles.updateBundle(BUNDLE, trusting("ca"));
            clock.advance(Duration.ofMinutes(1));
            scheduler.runAll();
            await().until(() -> receiver.messages.size() == 1 && deliveries().isEmpty());
        }
    }

    @Test
    void anEndpointThatAsksForACertificateIsShownTheBundles() throws Exception {
        bundles.registerBundle(
                BUNDLE,
                SslBundle.of(new PemSslStoreBundle(
                        PemSslStoreDetails.forCertificate(pem("agent"))
                                .withPrivateKey(
                                        certificates.privateKey("agent").toUri().toString()),
                        PemSslStoreDetails.forCertificate(pem("ca")))));
        try (TlsFront front = TlsFront.ofKnownClients(
                certificates, "localhost", receiver.url().getPort())) {
            open(front, BUNDLE).tell("meeting.left", Map.of());

            await().until(() -> receiver.messages.size() == 1 && deliveries().isEmpty());
        }
    }

    private WebhookService open(TlsFront front, @Nullable String bundle) throws IOException {
        Path secrets = Files.writeString(directory.resolve("secrets"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        URI url = URI.create("https://127.0.0.1:" + front.port() + "/hook");
        WebhookService opened = new WebhookService(
                new WebhookProperties(
                        List.of(new WebhookProperties.Endpoint("ops", url, List.of(secrets), bundle, List.of("*"))),
                        List.of(),
                        directory.resolve("kept"),
                        100,
                        10,
                        2,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        new WebhookProperties.Retry(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5),
                                3,
                                Duration.ofHours(6),
                                Duration.ofHours(2),
                                Duration.ofDays(3))),
                meters,
                JsonMapper.builder().build(),
                bundles,
                scheduler,
                clock,
                new Random(7));
        opened.restore();
        opened.start();
        service = opened;
        return opened;
    }

    private Delivery failed() {
        await().until(() -> deliveries().stream().anyMatch(each -> each.attempts() == 1));
        return deliveries().getFirst();
    }

    private List<Delivery> deliveries() {
        return service().deliveries("ops").orElseThrow();
    }

    private WebhookService service() {
        WebhookService opened = service;
        if (opened == null) {
            throw new AssertionError("open it first");
        }
        return opened;
    }

    private TlsFront front(String alias) throws IOException, GeneralSecurityException {
        return TlsFront.ofAnything(certificates, alias, receiver.url().getPort());
    }

    private static SslBundle trusting(String alias) throws IOException, GeneralSecurityException {
        return SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(pem(alias))));
    }

    private static String pem(String alias) throws IOException, GeneralSecurityException {
        return certificates.certificates(alias).toUri().toString();
    }
}
