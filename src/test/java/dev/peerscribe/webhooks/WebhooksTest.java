package dev.peerscribe.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import dev.peerscribe.fakes.ManualClock;
import dev.peerscribe.fakes.ManualScheduler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class WebhooksTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEXT_SECRET = "whsec_bmV4dCBzZWNyZXQgb2YgMzIgYnl0ZXMgLi4uLi4u";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TestReceiver receiver = new TestReceiver();
    private @Nullable WebhookService service;

    @TempDir
    Path directory;

    private Path secrets;

    @BeforeEach
    void secrets() throws IOException {
        secrets = Files.writeString(directory.resolve("secrets"), SECRET + "\n");
    }

    @AfterEach
    void close() {
        if (service != null) {
            long begun = System.nanoTime();
            service.stop();
            assertThat(System.nanoTime() - begun)
                    .isLessThan(Duration.ofSeconds(5).toNanos());
        }
        receiver.close();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("webhooks-")));
    }

    @Test
    void aFactIsToldSignedSoThatAnotherLibraryBelievesIt() throws Exception {
        open(receiver.url(), Clock.systemUTC());

        service().tell("recording.finished", Map.of("recordingId", "r1", "name", "Müller ☎"));
        service().tell("chat.received", Map.of("text", "nobody asked for this"));
        await().until(() -> !receiver.messages.isEmpty() && pending() == 0);

        TestReceiver.Message message = receiver.messages.getFirst();
        assertThat(receiver.messages).hasSize(1);
        new Webhook(SECRET).verify(message.body(), message.headers());
        JsonNode body = JSON.readTree(message.body());
        assertThat(body.get("type").stringValue()).isEqualTo("recording.finished");
        assertThat(Instant.parse(body.get("timestamp").stringValue()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(body.get("data").get("name").stringValue()).isEqualTo("Müller ☎");
        assertThat(message.header("content-type")).startsWith("application/json");
        assertThat(message.header("webhook-id")).matches("msg_[0-9a-f]{32}");
        await().untilAsserted(() ->
                assertThat(directory.resolve("kept").resolve("ops")).isEmptyDirectory());
    }

    @Test
    void whileSecretsAreRotatedBothSign() throws Exception {
        Files.writeString(secrets, SECRET + "\n" + NEXT_SECRET + "\n");
        open(receiver.url(), Clock.systemUTC());

        service().tell("meeting.left", Map.of());
        await().until(() -> !receiver.messages.isEmpty());

        TestReceiver.Message message = receiver.messages.getFirst();
        for (String each : List.of(SECRET, NEXT_SECRET)) {
            assertThatCode(() -> new Webhook(each).verify(message.body(), message.headers()))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aReceiverThatIsDownForHalfAnHourGetsEverythingOnceDespiteOurRestart() throws Exception {
        receiver.down();
        open(receiver.url(), clock);
        for (int i = 0; i < 20; i++) {
            service().tell("recording.finished", Map.of("number", i));
        }
        await().until(() -> failed(20));
        List<String> ids = deliveries().map(Delivery::id).sorted().toList();
        for (int minute = 0; minute < 30; minute++) {
            if (minute == 15) {
                service().stop();
                open(receiver.url(), clock);
            }
            clock.advance(Duration.ofMinutes(1));
            look();
        }
        receiver.up();
        await().until(() -> {
            clock.advance(Duration.ofMinutes(10));
            look();
            return pending() == 0;
        });

        assertThat(receiver.messages.stream()
                        .map(each -> each.header("webhook-id"))
                        .sorted())
                .containsExactlyElementsOf(ids);
        for (TestReceiver.Message each : receiver.messages) {
            assertThat(each.header("webhook-signature"))
                    .isEqualTo(new Webhook(SECRET)
                            .sign(
                                    each.header("webhook-id"),
                                    Long.parseLong(each.header("webhook-timestamp")),
                                    each.body()));
        }
        assertThat(meters.counter("peerscribe.webhooks.delivered").count()).isEqualTo(20);
    }

    @Test
    void afterThreeDaysAMessageIsADeadLetterWhichCanBeSentAgainOrDiscarded() throws Exception {
        receiver.status = 500;
        open(receiver.url(), clock);
        service().tell("recording.finished", Map.of());
        service().tell("recording.removed", Map.of());
        for (int hour = 0; hour < 80; hour++) {
            await().until(() -> deliveries().noneMatch(this::due));
            clock.advance(Duration.ofHours(1));
            look();
        }
        await().until(() -> service().endpoints().getFirst().dead() == 2);

        List<Delivery> dead = deliveries().toList();
        assertThat(dead).allSatisfy(each -> {
            assertThat(each.attempts()).isBetween(15, 40);
            assertThat(each.lastCause()).isEqualTo(DeliveryCause.REFUSED);
            assertThat(each.lastStatus()).isEqualTo(500);
        });
        receiver.status = 200;
        receiver.messages.clear();
        assertThat(service().revive("ops", dead.getFirst().id())).isTrue();
        await().until(() -> receiver.messages.size() == 1);
        assertThat(receiver.messages.getFirst().header("webhook-id"))
                .isEqualTo(dead.getFirst().id());
        assertThat(service().discard("ops", dead.getLast().id())).isTrue();
        await().until(() -> deliveries().findAny().isEmpty());
        assertThat(service().revive("ops", dead.getLast().id())).isFalse();
        assertThat(service().discard("ops", "../../etc")).isFalse();
        assertThat(service().deliveries("none")).isEmpty();
    }

    @Test
    void aReceiverThatIsNoMoreIsNotAskedAgainAndARedirectIsNotFollowed() throws Exception {
        receiver.status = 410;
        open(receiver.url(), clock);
        service().tell("meeting.left", Map.of());
        await().until(() -> service().endpoints().getFirst().dead() == 1);

        receiver.status = 307;
        receiver.answer = Map.of("Location", "http://127.0.0.1:1/elsewhere");
        service().tell("meeting.left", Map.of());
        await().until(() -> deliveries().anyMatch(each -> each.lastStatus() != null && each.lastStatus() == 307));
        assertThat(receiver.messages).hasSize(2);
    }

    @Test
    void whatAReceiverAsksForIsWaited() throws Exception {
        receiver.status = 429;
        receiver.answer = Map.of("Retry-After", "600");
        open(receiver.url(), clock);
        service().tell("meeting.left", Map.of());

        await().until(() -> failed(1));

        assertThat(deliveries().findFirst().orElseThrow().nextAttemptAt())
                .isEqualTo(clock.instant().plusSeconds(600));
    }

    @Test
    void aNameThatLeadsToThisMachineIsNotConnectedTo() throws Exception {
        URI url = URI.create("http://localhost.localdomain:" + receiver.url().getPort() + "/");
        open(new WebhookProperties.Endpoint("ops", url, List.of(secrets), null, List.of("*")), clock, List.of("*"));
        service().tell("meeting.left", Map.of());

        await().until(() -> failed(1));

        assertThat(deliveries().findFirst().orElseThrow().lastCause())
                .isIn(DeliveryCause.FORBIDDEN_ADDRESS, DeliveryCause.UNKNOWN_HOST);
        assertThat(receiver.messages).isEmpty();
    }

    @Test
    void aMetadataAddressIsNotConnectedToUnlessItIsMeant() throws Exception {
        URI url = URI.create("http://169.254.169.254/");
        open(new WebhookProperties.Endpoint("ops", url, List.of(secrets), null, List.of("*")), clock, List.of("*"));
        service().tell("meeting.left", Map.of());

        await().until(() -> failed(1));

        assertThat(deliveries().findFirst().orElseThrow().lastCause()).isEqualTo(DeliveryCause.FORBIDDEN_ADDRESS);
    }

    @Test
    void aSecretThatIsNoneIsNamedAndNothingIsSentUnsigned() throws Exception {
        for (String wrong : List.of("", "not a secret", "whsec_!!!", "whsec_c2hvcnQ=")) {
            Files.writeString(secrets, wrong);
            open(receiver.url(), clock);
            service().tell("meeting.left", Map.of());
            await().until(() -> failed(1));
            assertThat(deliveries().findFirst().orElseThrow().lastCause()).isEqualTo(DeliveryCause.SECRET);
            assertThat(service()
                            .discard(
                                    "ops",
                                    deliveries().findFirst().orElseThrow().id()))
                    .isTrue();
            service().stop();
        }
        assertThat(receiver.messages).isEmpty();
    }

    @Test
    void messagesThatSomebodyDamagedAreCountedAndLeftAlone() throws Exception {
        receiver.down();
        open(receiver.url(), clock);
        service().tell("meeting.left", Map.of());
        await().until(() -> failed(1));
        service().stop();
        Path kept = directory.resolve("kept").resolve("ops");
        Path whole = kept.resolve(deliveries().findFirst().orElseThrow().id() + ".json");
        Files.writeString(kept.resolve("msg_" + "0".repeat(32) + ".json"), "{\"version\":1,\"delivery\":{}}");
        Files.writeString(kept.resolve("msg_" + "1".repeat(32) + ".json"), "\u0000");
        Files.copy(whole, kept.resolve("msg_" + "2".repeat(32) + ".json"));
        Files.createSymbolicLink(kept.resolve("msg_" + "3".repeat(32) + ".json"), whole);

        open(receiver.url(), clock);

        assertThat(deliveries()).hasSize(1);
        assertThat(meters.counter("peerscribe.webhooks.journals.rejected").count())
                .isEqualTo(4);
    }

    @Test
    void noMoreWaitThanMay() throws Exception {
        receiver.down();
        open(receiver.url(), clock);
        for (int i = 0; i < 150; i++) {
            service().tell("meeting.left", Map.of("i", i));
        }

        await().until(() -> meters.counter("peerscribe.webhooks.dropped", "cause", "overflow")
                        .count()
                == 50);
        assertThat(service().endpoints().getFirst().pending()).isEqualTo(100);
        assertThat(service().endpoints().getFirst().url()).doesNotContain("secret");
    }

    private boolean due(Delivery each) {
        return each.state() == DeliveryState.PENDING
                && (each.nextAttemptAt() == null || !clock.instant().isBefore(each.nextAttemptAt()));
    }

    private boolean failed(int count) {
        return deliveries().filter(each -> each.attempts() > 0).count() == count;
    }

    private Stream<Delivery> deliveries() {
        return service().deliveries("ops").orElseThrow().stream();
    }

    private int pending() {
        return service().endpoints().getFirst().pending();
    }

    private void look() {
        scheduler.runAll();
    }

    private WebhookService service() {
        WebhookService opened = service;
        if (opened == null) {
            throw new AssertionError("open it first");
        }
        return opened;
    }

    private void open(URI url, Clock time) {
        open(
                new WebhookProperties.Endpoint("ops", url, List.of(secrets), null, List.of("meeting.*", "recording.*")),
                time,
                List.of());
    }

    private void open(WebhookProperties.Endpoint endpoint, Clock time, List<String> allowed) {
        service = new WebhookService(
                new WebhookProperties(
                        List.of(endpoint),
                        allowed,
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
                JSON,
                new DefaultSslBundleRegistry(),
                scheduler,
                time,
                new Random(7));
        service.restore();
        service.start();
    }
}
