package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class OpenRelayTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String STATUS = "Unexpected HTTP response status code ";
    private static final String CHAT = envelope("chat", "hi");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HttpClient http = HttpClient.newHttpClient();
    private OpenRelay relay = relay();

    @BeforeEach
    void start() {
        relay.start();
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        relay.stop();
    }

    @Test
    void aFrameReachesEveryOtherPeerOfTheRoomWithTheSendersId() throws Exception {
        try (RelayPeer ada = join("/");
                RelayPeer bob = join("/");
                RelayPeer cleo = join("/")) {
            ada.send(envelope("chat", "one"));
            JsonNode first = JSON.readTree(bob.gets());
            assertThat(first.get("payload").stringValue()).isEqualTo("one");
            String adasId = first.get("sender_id").stringValue();
            assertThat(adasId).isNotEmpty();
            assertThat(JSON.readTree(cleo.gets()).get("sender_id").stringValue())
                    .isEqualTo(adasId);

            bob.send(envelope("chat", "two"));
            JsonNode second = JSON.readTree(ada.gets());
            assertThat(second.get("payload").stringValue()).isEqualTo("two");
            assertThat(second.get("sender_id").stringValue()).isNotEqualTo(adasId);
            ada.gotNothingElse();
        }
    }

    @Test
    void aPeerThatComesBackHasAnotherId() throws Exception {
        try (RelayPeer bob = join("/")) {
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 2; i++) {
                try (RelayPeer ada = join("/")) {
                    ada.send(CHAT);
                    ids.add(JSON.readTree(bob.gets()).get("sender_id").stringValue());
                }
                await().until(() -> relay.clients() == 1);
            }
            assertThat(ids).hasSize(2);
        }
    }

    @Test
    void roomsAreApart() throws Exception {
        try (RelayPeer ada = join("/red");
                RelayPeer bob = join("/red");
                RelayPeer cleo = join("/blue/deep");
                RelayPeer dora = join("/blue/deep");
                RelayPeer eve = join("/")) {
            ada.send(envelope("chat", "red"));
            cleo.send(envelope("chat", "blue"));
            assertThat(bob.gets()).contains("red");
            assertThat(dora.gets()).contains("blue");
            bob.send(envelope("chat", "red again"));
            assertThat(ada.gets()).contains("red again");
            bob.gotNothingElse();
            dora.gotNothingElse();
            eve.gotNothingElse();
        }
    }

    @Test
    void whatIsNoEnvelopeIsDroppedAndCountedAndThePeerStays() throws Exception {
        List<String> garbage = List.of(
                "",
                "garbage",
                "null",
                "[]",
                "\"text\"",
                "{}",
                "{\"signal_type\":\"chat\"}",
                "{\"signal_type\":7,\"payload\":\"\"}",
                "{\"signal_type\":\"chat\",\"payload\":{}}",
                CHAT + "{}",
                CHAT.substring(0, CHAT.length() - 1),
                "[".repeat(5000));
        try (RelayPeer ada = join("/");
                RelayPeer bob = join("/")) {
            for (String frame : garbage) {
                ada.send(frame);
            }
            ada.sendBinary(100);
            ada.sendBinary(100_000);
            ada.send(CHAT);
            assertThat(bob.gets()).contains("\"hi\"");
            bob.gotNothingElse();
        }
        assertThat(dropped("malformed")).isEqualTo(garbage.size());
        assertThat(dropped("binary")).isEqualTo(2);
    }

    @Test
    void tenMegabytesAreSwallowedWithoutClosingAnybody() throws Exception {
        try (RelayPeer ada = join("/");
                RelayPeer bob = join("/")) {
            ada.send(envelope("chat", "x".repeat(10 << 20)));
            ada.send(envelope("chat", "é".repeat(33_000))); // few characters, many bytes
            ada.send(CHAT);
            assertThat(bob.gets()).contains("\"hi\"");
            bob.gotNothingElse();
            assertThat(ada.isOpen()).isTrue();
        }
        assertThat(dropped("too-large")).isEqualTo(2);
    }

    @Test
    void aFrameOfExactlyTheBoundPasses() throws Exception {
        int overhead = envelope("chat", "").length();
        try (RelayPeer ada = join("/");
                RelayPeer bob = join("/")) {
            ada.send(envelope("chat", "x".repeat(64 * 1024 - overhead)));
            assertThat(bob.gets()).hasSizeGreaterThan(64 * 1024);
        }
    }

    @Test
    void aPeerThatDoesNotReadIsCutAndSlowsNobody() throws Exception {
        restart("max-queued-frames", "64", "max-frames-per-second", "100000", "send-timeout", "30s");
        try (RelayPeer ada = join("/");
                RelayPeer bob = join("/");
                Socket deaf = deafPeer()) {
            await().until(() -> relay.clients() == 3);
            String big = envelope("chat", "x".repeat(60_000));
            long longest = 0;
            for (int i = 0; i < 400; i++) {
                long sent = System.nanoTime();
                ada.send(big);
                bob.gets();
                longest = Math.max(longest, System.nanoTime() - sent);
            }
            assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(2));
            await().atMost(Duration.ofSeconds(10)).until(() -> relay.clients() == 2);
            assertThat(registry.counter("peerscribe.embedded.relay.clients.cut").count())
                    .isEqualTo(1);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(isCut(deaf)).isTrue());
        }
    }

    @Test
    void aFloodIsThinnedOutInsteadOfCuttingThoseWhoRead() throws Exception {
        restart("max-frames-per-second", "10");
        try (RelayPeer ada = join("/");
                RelayPeer bob = join("/")) {
            for (int i = 0; i < 200; i++) {
                ada.send(CHAT);
            }
            await().untilAsserted(() -> assertThat(dropped("rate")).isGreaterThan(100));
            assertThat(bob.gets()).contains("\"hi\"");
            assertThat(bob.isOpen()).isTrue();
        }
    }

    @Test
    void fiftyPeersHearEachOther() throws Exception {
        List<RelayPeer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                peers.add(join("/"));
            }
            for (int i = 0; i < 50; i++) {
                peers.get(i).send(envelope("chat", "from " + i));
            }
            for (RelayPeer peer : peers) {
                Set<String> payloads = new HashSet<>();
                for (int i = 0; i < 49; i++) {
                    payloads.add(JSON.readTree(peer.gets()).get("payload").stringValue());
                }
                assertThat(payloads).hasSize(49);
                peer.gotNothingElse();
            }
        } finally {
            peers.forEach(RelayPeer::close);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> relay.clients() == 0);
    }

    @Test
    void theLimitsOfClientsAndRoomsAreToldInHttp() throws Exception {
        restart("max-clients", "2", "max-rooms", "1");
        try (RelayPeer ada = join("/")) {
            assertThat(ada.isOpen()).isTrue();
            assertThatThrownBy(() -> join("/other")).hasRootCauseMessage(STATUS + 503);
            try (RelayPeer bob = join("/")) {
                assertThat(bob.isOpen()).isTrue();
                assertThatThrownBy(() -> join("/")).hasRootCauseMessage(STATUS + 503);
            }
        }
        assertThat(refused("rooms")).isEqualTo(1);
        assertThat(refused("clients")).isEqualTo(1);
    }

    @Test
    void aPageOfAnotherSiteMayNotConnect() throws Exception {
        try (RelayPeer here = RelayPeer.joinFrom(http, relay, "http://localhost:8080")) {
            assertThat(here.isOpen()).isTrue();
        }
        assertThatThrownBy(() -> RelayPeer.joinFrom(http, relay, "https://evil.example"))
                .hasRootCauseMessage(STATUS + 403);
        assertThatThrownBy(() -> RelayPeer.joinFrom(http, relay, "null")).hasRootCauseMessage(STATUS + 403);
        assertThatThrownBy(() -> RelayPeer.joinFrom(http, relay, "http://localhost.evil.example"))
                .hasRootCauseMessage(STATUS + 403);
        assertThat(refused("origin")).isEqualTo(3);
    }

    @Test
    void aBrowserThatOpensItAsAPageIsToldWhatItIs() throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + relay.port() + "/"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(426);
        assertThat(response.body()).contains("WebSocket");
    }

    @Test
    void stoppingTellsPeersAndLeavesNoThreadSocketOrFile() throws Exception {
        relay.stop();
        Set<Thread> before = threads();
        Set<Path> filesBefore = temporaryFolders();
        relay = relay();
        relay.start();
        int port = relay.port();
        try (RelayPeer ada = join("/");
                Socket deaf = deafPeer()) {
            await().until(() -> relay.clients() == 2);
            relay.stop();
            assertThat(ada.isClosed()).isEqualTo(1001);
            await().atMost(Duration.ofSeconds(10)).until(() -> isCut(deaf));
        }
        assertThat(relay.isRunning()).isFalse();
        assertThat(relay.port()).isEqualTo(-1);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Set<Thread> after = threads();
            after.removeAll(before);
            assertThat(after)
                    .filteredOn(
                            t -> Stream.of("HttpClient", "awaitility", "ForkJoinPool") // the last carries virtual ones
                                    .noneMatch(t.getName()::startsWith))
                    .isEmpty();
        });
        assertThat(temporaryFolders()).isEqualTo(filesBefore);
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void itCanBeStartedAgain() throws Exception {
        relay.stop();
        relay.start();
        try (RelayPeer ada = join("/");
                RelayPeer bob = join("/")) {
            ada.send(CHAT);
            assertThat(bob.gets()).contains("\"hi\"");
        }
    }

    @Test
    void aPortInUseIsNamedWithItsPropertyAndTheCure() throws Exception {
        OpenRelay second = new OpenRelay(
                TestProperties.relay("port", Integer.toString(relay.port())),
                new RelayMeters(new SimpleMeterRegistry()),
                new EnvelopeStamp(JSON));
        assertThatThrownBy(second::start)
                .isInstanceOf(RelayUnavailableException.class)
                .hasMessageContaining("peerscribe.embedded.relay.port=" + relay.port());
        assertThat(second.isRunning()).isFalse();
        second.stop();
        RelayUnavailableException failure =
                new RelayUnavailableException(TestProperties.relay(), new IOException("Address already in use"));
        assertThat(new RelayFailureAnalyzer().analyze(failure, failure).getAction())
                .contains("peerscribe.embedded.relay.port", "0 for any free one");
    }

    private OpenRelay relay(String... properties) {
        return new OpenRelay(TestProperties.relay(properties), new RelayMeters(registry), new EnvelopeStamp(JSON));
    }

    private void restart(String... properties) {
        relay.stop();
        relay = relay(properties);
        relay.start();
    }

    private RelayPeer join(String path) throws Exception {
        return RelayPeer.join(http, relay, path);
    }

    /** A peer that shakes hands and then never reads. */
    private Socket deafPeer() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port()));
        OutputStream out = socket.getOutputStream();
        String handshake = """
                GET / HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13

                """;
        out.write(handshake.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Whether the other side closed: reads away what is there. */
    private static boolean isCut(Socket socket) {
        try {
            socket.setSoTimeout(2000);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // what was under way
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private double dropped(String cause) {
        return registry.counter("peerscribe.embedded.relay.frames.dropped", "cause", cause)
                .count();
    }

    private double refused(String cause) {
        return registry.counter("peerscribe.embedded.relay.clients.refused", "cause", cause)
                .count();
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private static Set<Path> temporaryFolders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return new HashSet<>(files.filter(f -> f.getFileName().toString().startsWith("peerscribe-relay"))
                    .toList());
        }
    }

    private static String envelope(String type, String payload) {
        return "{\"signal_type\":\"%s\",\"payload\":\"%s\",\"sender_id\":\"\",\"timestamp\":1700000000000}"
                .formatted(type, payload);
    }
}
