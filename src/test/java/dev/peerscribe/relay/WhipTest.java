package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.peerscribe.TrueNumbers;
import dev.peerscribe.egress.Resolver;
import dev.peerscribe.faults.UdpFaultProxy;
import dev.peerscribe.media.WhipReceiver;
import dev.peerscribe.recording.RecordingBeside;
import dev.peerscribe.signaling.TestCertificates;
import dev.peerscribe.signaling.TlsFront;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** WHIP to an endpoint with TLS and a token, which receives by WebRTC. */
@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class WhipTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String TOKEN = "secret-token-7";

    @TempDir
    static Path keys;

    private static TestCertificates certificates;

    @TempDir
    Path directory;

    private WhipReceiver receiver;
    private HttpServer server;
    private TlsFront front;
    private RelayBench bench;
    /** Method, path and token of each request. */
    private final List<String> requests = new CopyOnWriteArrayList<>();
    /** To whom each was addressed. */
    private final List<String> hosts = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = TestCertificates.make(keys);
    }

    @BeforeEach
    void begin() throws Exception {
        receiver = new WhipReceiver();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
        front = TlsFront.ofAnything(
                certificates, "localhost", server.getAddress().getPort());
        bench = new RelayBench(
                receiver.broadcasts(),
                directory,
                "allowed-targets=whip+https://localhost",
                "ca-file=" + certificates.certificates("ca"),
                "write-timeout=1s");
    }

    @AfterEach
    void end() throws IOException {
        bench.close();
        front.close();
        server.stop(0);
        receiver.hangUp();
        await().atMost(SOON).until(() -> receiver.open() == 0);
        receiver.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        hosts.add(exchange.getRequestHeaders().getFirst("Host"));
        requests.add(exchange.getRequestMethod() + " " + path + " " + token);
        if (path.equals("/stuck")) {
            exchange.getResponseHeaders().set("Content-Type", "application/sdp");
            exchange.sendResponseHeaders(201, 100); // and nothing of what is promised
            return;
        }
        if (path.equals("/chatter") || path.equals("/endless")) {
            exchange.getResponseHeaders().set("Content-Type", "application/sdp");
            exchange.sendResponseHeaders(path.equals("/endless") ? 201 : 403, 0);
            byte[] more = new byte[8_192];
            while (true) {
                exchange.getResponseBody().write(more); // until nobody listens
            }
        }
        try (exchange) {
            if (path.equals("/moved")) {
                exchange.getResponseHeaders().set("Location", "/whip/room");
                exchange.sendResponseHeaders(307, -1);
            } else if (path.equals("/away")) {
                exchange.getResponseHeaders().set("Location", "https://elsewhere.example.org/whip");
                exchange.sendResponseHeaders(307, -1);
            } else if (!("Bearer " + TOKEN).equals(token)) {
                exchange.sendResponseHeaders(401, -1);
            } else if (exchange.getRequestMethod().equals("POST")) {
                byte[] answer = receiver.answer(body).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Location", "/resource/1");
                exchange.getResponseHeaders().set("ETag", "\"1\"");
                exchange.getResponseHeaders().set("Content-Type", "application/sdp");
                exchange.sendResponseHeaders(201, answer.length);
                exchange.getResponseBody().write(answer);
            } else {
                exchange.sendResponseHeaders(200, -1);
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void aParticipantIsReceivedThereAndTheEndIsToldWithTheToken(CapturedOutput log) {
        bench.talks("ada", 320, 180);
        String relay = begin("/whip/room?secret-query", TOKEN);
        bench.awaitState(relay, RelayState.LIVE);
        await().atMost(SOON).until(() -> receiver.pictures() > 20 && receiver.blocks() > 50);
        assertThat(bench.relay(relay).frames().pictures()).isPositive();
        assertThat(bench.relay(relay).target()).isEqualTo("whip+https://localhost:" + front.port() + "/***");

        bench.service.end(RelayBench.MEETING, relay);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(requests)
                        .containsExactly(
                                "POST /whip/room?secret-query Bearer " + TOKEN, "DELETE /resource/1 Bearer " + TOKEN));
        assertThat(log.getAll()).doesNotContain(TOKEN, "secret-query");
        assertThat(bench.events.toString()).doesNotContain(TOKEN, "secret-query");
    }

    @Test
    void aRedirectionIsFollowedWhereItIsAllowedOnly() {
        bench.talks("ada", 320, 180);
        String relay = begin("/moved", TOKEN);
        bench.awaitState(relay, RelayState.LIVE);
        assertThat(requests).startsWith("POST /moved Bearer " + TOKEN, "POST /whip/room Bearer " + TOKEN);
        bench.service.end(RelayBench.MEETING, relay);

        String away = begin("/away", TOKEN);
        assertThat(bench.awaitFailure(away)).isEqualTo(RelayCause.FORBIDDEN_ADDRESS);
    }

    @Test
    void whoRefusesIsNamedAndTriedAnew() {
        bench.talks("ada", 320, 180);
        String relay = begin("/whip/room", "another");
        assertThat(bench.awaitFailure(relay)).isEqualTo(RelayCause.REJECTED);
        assertThat(Objects.requireNonNull(bench.relay(relay).lastError()).message())
                .contains("HTTP 401");
        await().atMost(SOON).until(() -> requests.size() > 1);
    }

    @Test
    void anAnswerThatBeginsAndDoesNotGoOnIsWaitedForNoLongerThanOneThatDoesNotBegin() throws Exception {
        try (Deadline deadline = new Deadline();
                WhipClient client = client("/stuck", Resolver.SYSTEM, deadline)) {
            deadline.within(Duration.ofMillis(700));
            assertThat(failure(client)).isEqualTo(RelayCause.TIMEOUT);
            assertThat(requests).containsExactly("POST /stuck null");
        }
    }

    @Test
    void aRefusalThatNeverEndsIsNotListenedTo() throws Exception {
        try (Deadline deadline = new Deadline();
                WhipClient client = client("/chatter", Resolver.SYSTEM, deadline)) {
            deadline.within(SOON);
            assertThat(failure(client)).isEqualTo(RelayCause.REJECTED);
        }
    }

    @Test
    void anAnswerThatIsTooLargeIsNone() throws Exception {
        try (Deadline deadline = new Deadline();
                WhipClient client = client("/endless", Resolver.SYSTEM, deadline)) {
            deadline.within(SOON);
            assertThat(failure(client)).isEqualTo(RelayCause.REJECTED);
        }
    }

    @Test
    void theNameIsLookedUpOnceForEachConnectionAndIsStillTheNameToTheEndpoint() throws Exception {
        List<String> answers = new CopyOnWriteArrayList<>(List.of("127.0.0.1", "169.254.169.254"));
        Resolver rebinding = name -> List.of(InetAddress.ofLiteral(answers.removeFirst()));
        try (Deadline deadline = new Deadline();
                WhipClient client = client("/nowhere", rebinding, deadline)) {
            deadline.within(SOON);
            assertThat(failure(client)).isEqualTo(RelayCause.REJECTED); // by the endpoint, which knows no token
            assertThat(answers).containsExactly("169.254.169.254");
            assertThat(hosts).containsExactly("localhost:" + front.port());

            assertThat(failure(client)).isEqualTo(RelayCause.FORBIDDEN_ADDRESS);
            assertThat(requests).hasSize(1);
        }
    }

    @Test
    void anEndpointWithOneForbiddenAddressIsNotAskedAtAll() throws Exception {
        try (Deadline deadline = new Deadline();
                WhipClient client = client(
                        "/whip/room",
                        name -> List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("169.254.169.254")),
                        deadline)) {
            deadline.within(SOON);
            assertThat(failure(client)).isEqualTo(RelayCause.FORBIDDEN_ADDRESS);
            assertThat(requests).isEmpty();
        }
    }

    @Test
    void aResolverThatDoesNotAnswerIsGivenUpInTime() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Deadline deadline = new Deadline();
                WhipClient client = client(
                        "/whip/room",
                        name -> {
                            try {
                                ended.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            throw new UnknownHostException(name);
                        },
                        deadline)) {
            deadline.within(Duration.ofMillis(300));
            assertThat(failure(client)).isEqualTo(RelayCause.TIMEOUT);
        } finally {
            ended.countDown();
        }
    }

    private WhipClient client(String path, Resolver resolver, Deadline deadline) throws Exception {
        return new WhipClient(
                (Target.Whip) TargetParser.parse("whip+https://localhost:" + front.port() + path),
                new TargetRules(List.of(AllowedTarget.of("whip+https://localhost")), resolver),
                new Authorities(certificates.certificates("ca")).tls(),
                deadline,
                Duration.ofSeconds(1));
    }

    private static RelayCause failure(WhipClient client) throws Exception {
        try {
            client.publish("v=0");
        } catch (RelayFailure e) {
            return e.why();
        }
        throw new AssertionError("it was published");
    }

    @Test
    void oneThatIsNotHeardOfAnyMoreIsGivenUpAndSentToAgainAndTheRecordingHasNoGap() throws Exception {
        try (UdpFaultProxy network = new UdpFaultProxy(1);
                RecordingBeside recording = bench.talksRecorded("ada", directory)) {
            receiver.behind(network);
            String relay = begin("/whip/room", TOKEN);
            await().atMost(SOON).until(() -> receiver.pictures() > 5);
            network.blackout(Duration.ofMinutes(1));
            assertThat(bench.awaitFailure(relay)).isEqualTo(RelayCause.LOST);
            assertThat(Objects.requireNonNull(bench.relay(relay).lastError()).fault())
                    .isEqualTo(RelayCause.Fault.DESTINATION);
            network.blackout(Duration.ZERO);
            int then = receiver.pictures();
            await().atMost(SOON).until(() -> receiver.pictures() > then + 5);
            assertThat(bench.relay(relay).reconnects()).isPositive();
            recording.assertWhole();
        }
    }

    @Test
    void anEndpointThatDiesIsConnectedToAnew() {
        assumeTrue(TrueNumbers.wanted(), "it takes the transport some seconds to notice");
        bench.talks("ada", 320, 180);
        String relay = begin("/whip/room", TOKEN);
        await().atMost(SOON).until(() -> receiver.pictures() > 5);
        receiver.hangUp();
        await().atMost(SOON).until(() -> bench.relay(relay).reconnects() == 1);
        int then = receiver.pictures();
        await().atMost(SOON).until(() -> receiver.pictures() > then + 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elsewhere", "expired", "stranger"})
    void aWrongCertificateIsRefusedBeforeTheTokenIsTold(String alias) throws Exception {
        try (TlsFront other =
                TlsFront.ofAnything(certificates, alias, server.getAddress().getPort())) {
            bench.talks("ada", 320, 180);
            String relay = bench.service
                    .begin(
                            RelayBench.MEETING,
                            new RelayRequest("whip+https://localhost:" + other.port() + "/whip", null, TOKEN, null))
                    .id();
            assertThat(bench.awaitFailure(relay)).isEqualTo(RelayCause.TLS);
            assertThat(requests).isEmpty();
        }
    }

    @Test
    void aTokenIsForWhipAndOfItsForm() {
        assertThatThrownBy(() -> begin("/x", "a b"))
                .hasMessageContaining("token")
                .hasMessageNotContaining("a b");
        assertThatThrownBy(() -> bench.service.begin(RelayBench.MEETING, new RelayRequest("hls:x", null, TOKEN, null)))
                .isInstanceOf(InvalidRelayException.class)
                .hasMessageContaining("whip+https");
        assertThat(new RelayRequest("whip+https://x/y", null, TOKEN, null).toString())
                .doesNotContain(TOKEN);
    }

    private String begin(String path, String token) {
        return bench.service
                .begin(
                        RelayBench.MEETING,
                        new RelayRequest("whip+https://localhost:" + front.port() + path, null, token, null))
                .id();
    }
}
