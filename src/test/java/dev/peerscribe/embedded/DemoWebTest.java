package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.access.Refusals;
import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.signaling.ConnectionSpec;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingConnections;
import dev.peerscribe.signaling.SignalingEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        classes = DemoWebTest.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "peerscribe.embedded.relay.enabled=true",
            "peerscribe.embedded.relay.port=0",
            "peerscribe.embedded.demo.enabled=true",
            "management.server.port=0",
            "management.endpoint.health.validate-group-membership=false",
        })
@DirtiesContext
@Timeout(60)
class DemoWebTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final OpenRelay relay;
    private final SignalingConnections signaling;
    private final int port;

    @Autowired
    DemoWebTest(OpenRelay relay, SignalingConnections signaling, @LocalServerPort int port) {
        this.relay = relay;
        this.signaling = signaling;
        this.port = port;
    }

    @Test
    void thePageComesWithAPolicyThatNamesTheRelayAndNothingElse() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Peerscribe</title>").doesNotContain("http://", "https://");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "connect-src 'self' ws://localhost:" + relay.port() + ";")
                        .doesNotContain("unsafe", "*"));
        HttpResponse<String> script = get("/ui/app.js");
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/javascript"));
        assertThat(script.headers().firstValue("Last-Modified")).isEmpty();
        assertThat(get("/ui/app.css").statusCode()).isEqualTo(200);
        assertThat(get("/ui/../application.yaml").statusCode()).isIn(400, 404);
        assertThat(get("/ui/%2e%2e/META-INF/spring.factories").statusCode()).isIn(400, 404);
    }

    @Test
    void thePageLearnsWhereTheRelayIs() throws Exception {
        assertThat(JSON.readTree(get("/demo/config").body()).get("relayUrl").stringValue())
                .isEqualTo("ws://localhost:" + relay.port());
    }

    @Test
    void aBadInvitationIsAProblemThatNamesFieldAndRule() throws Exception {
        HttpResponse<String> response = invite("{\"seconds\":0}", "application/json");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.get("status").intValue()).isEqualTo(400);
        assertThat(problem.get("errors").get(0).get("field").stringValue()).isEqualTo("seconds");
        assertThat(problem.get("errors").get(0).get("rule").stringValue()).contains("1 to 3600");
        assertThat(invite("{", "application/json").statusCode()).isEqualTo(400);
        assertThat(invite("name=Ada", "application/x-www-form-urlencoded").statusCode())
                .isEqualTo(415);
        assertThat(invite("{}", "text/plain").statusCode()).isEqualTo(415);
        assertThat(invite("{\"name\":\"" + "x".repeat(20_000) + "\"}", "application/json")
                        .statusCode())
                .isEqualTo(413);
        assertThat(JSON.readTree(get("/demo/guests").body()).isEmpty()).isTrue();
    }

    @Test
    void aGuestOffersItselfToTheRecorderOfItsRoomOverTheRealRelay() throws Exception {
        try (ReceivingPeer.Engine engine = new ReceivingPeer.Engine();
                Recorder recorder = new Recorder(engine, URI.create(relay.url() + "/real"))) {
            HttpResponse<String> created =
                    invite("{\"meeting\":\"/real\",\"name\":\"Ada\",\"seconds\":30}", "application/json");
            assertThat(created.statusCode()).isEqualTo(201);
            String location = created.headers().firstValue("Location").orElseThrow();
            await().atMost(Duration.ofSeconds(20)).until(() -> recorder.frames() > 30);
            assertThat(recorder.names).contains("Ada");
            await().until(() -> recorder.texts.contains("Hello, I am Ada"));
            JsonNode guest = JSON.readTree(get(location).body());
            assertThat(guest.get("state").stringValue()).isEqualTo("CONNECTED");
            assertThat(guest.get("framesSent").longValue()).isPositive();
            assertThat(send(request(location).DELETE().build()).statusCode()).isEqualTo(204);
            assertThat(get(location).statusCode()).isEqualTo(404);
            assertThat(send(request(location).DELETE().build()).statusCode()).isEqualTo(404);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).build());
    }

    private HttpResponse<String> invite(String body, String type) throws Exception {
        return send(request("/demo/guests")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A recorder over the real signalling that answers the first offer it gets. */
    private final class Recorder implements AutoCloseable {
        private final List<String> names = new CopyOnWriteArrayList<>();
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final ExecutorService session = Executors.newSingleThreadExecutor();
        private final AtomicReference<@Nullable ReceivingPeer> receiver = new AtomicReference<>();
        private final ReceivingPeer.Engine engine;
        private final SignalingConnection connection;

        Recorder(ReceivingPeer.Engine engine, URI url) {
            this.engine = engine;
            this.connection = signaling.open(
                    new ConnectionSpec(
                            "recorder",
                            url,
                            SigningIdentity.generate(new SecureRandom()),
                            new PeerHello("Recorder", PeerHello.RECORDER, Set.of(PeerHello.ADDRESSING))),
                    event -> {
                        if (!session.isShutdown()) {
                            session.execute(() -> on(event));
                        }
                    });
        }

        int frames() {
            ReceivingPeer peer = receiver.get();
            return peer == null ? 0 : peer.frames();
        }

        private void on(SignalingEvent event) {
            switch (event) {
                case SignalingEvent.HelloReceived hello ->
                    names.add(hello.hello().name());
                case SignalingEvent.ChatReceived chat ->
                    texts.add(chat.message().text());
                case SignalingEvent.DescriptionReceived offer
                when offer.description().type() == SdpType.OFFER -> {
                    ReceivingPeer peer = engine.open(candidate -> connection.send(candidate, offer.senderId()));
                    receiver.set(peer);
                    connection.send(peer.answer(offer.description()), offer.senderId());
                }
                case SignalingEvent.CandidateReceived candidate ->
                    Objects.requireNonNull(receiver.get()).add(candidate.candidate());
                default -> {
                    // not of interest
                }
            }
        }

        @Override
        public void close() {
            connection.close();
            session.shutdown();
            await().until(session::isTerminated);
            ReceivingPeer peer = receiver.get();
            if (peer != null) {
                peer.close();
            }
        }
    }

    /** The embedded room with the real signalling and nothing else of the house. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    @ComponentScan({"dev.peerscribe.access", "dev.peerscribe.identity", "dev.peerscribe.signaling"})
    @ConfigurationPropertiesScan({
        "dev.peerscribe.access",
        "dev.peerscribe.identity",
        "dev.peerscribe.signaling",
        "dev.peerscribe.embedded"
    })
    @Import({RelayConfiguration.class, DemoConfiguration.class, DemoController.class})
    static class Application {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Refusals refusals() {
            return (response, refusal) -> response.sendError(401);
        }
    }
}
