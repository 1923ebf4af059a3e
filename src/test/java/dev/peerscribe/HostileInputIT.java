package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.signaling.ConnectionSpec;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingConnections;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a stranger sends: it is refused and counted, and the guest who is being recorded notices nothing. */
@Tag("whole-machine")
@Timeout(120)
class HostileInputIT {
    private static final List<String> GARBAGE = List.of(
            "",
            "%n%n%s%s%p",
            "v=0",
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=fmtp:%n%n%s%s\r\n",
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n" + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n".repeat(300),
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video x y z\r\na=mid:\u0000\r\n");

    private static RunningAgent agent;
    private static MeterRegistry meters;

    @BeforeAll
    static void aGuestIsBeingRecorded(@TempDir Path folder) throws IOException {
        agent = RunningAgent.start(
                folder.resolve("recordings"),
                "--peerscribe.embedded.demo.width=320",
                "--peerscribe.embedded.demo.height=180");
        meters = agent.bean(MeterRegistry.class);
        agent.post("/demo/guests", "{\"name\": \"Ada\", \"seconds\": 300}");
        await().atMost(Duration.ofSeconds(20)).until(() -> framesOfAda() > 30);
    }

    @AfterEach
    void theGuestIsStillBeingRecorded() {
        long frames = framesOfAda();
        await().atMost(Duration.ofSeconds(5)).until(() -> framesOfAda() > frames + 60);
        for (JsonNode gap : agent.get("/api/v1/recordings").get(0).get("gaps")) {
            assertThat(gap.get("kind").asString()).as("gaps").isNull();
        }
        assertThat(agent.get("/api/v1/recordings").size()).as("recordings").isEqualTo(1);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @Test
    void framesThatAreNoFramesAreCountedAndDropped() {
        JsonNode vectors = JsonMapper.shared().readTree(getClass().getResourceAsStream("/vectors/secure-signals.json"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(agent.relay(), new WebSocket.Listener() {})
                    .join();
            for (JsonNode vector : vectors) {
                if (vector.get("expect").asString().startsWith("reject")) {
                    socket.sendText(vector.get("frame").asString(), true).join();
                }
            }
            for (String type : List.of("secure-offer", "secure-answer", "ice-candidate", "chat", "hello", "nonsense")) {
                socket.sendText(
                                "{\"signal_type\":\"%s\",\"payload\":\"{]\",\"sender_id\":\"\",\"timestamp\":1}"
                                        .formatted(type),
                                true)
                        .join();
            }
            socket.sendText("no JSON at all", true).join();
            socket.sendBinary(ByteBuffer.allocate(1000), true).join();
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(rejected("bad-signature")).isPositive();
                assertThat(rejected("malformed")).isPositive();
                assertThat(rejected("unknown-type")).isPositive();
            });
            socket.sendText("x".repeat(10_000_000), true)
                    .handle((sent, refused) -> "either way")
                    .join();
            socket.abort();
        }
    }

    @Test
    void descriptionsAndCandidatesOfGarbageNeverReachTheNativeParser() {
        SigningIdentity stranger = SigningIdentity.generate(new SecureRandom());
        try (SignalingConnection connection = agent.bean(SignalingConnections.class)
                .open(
                        new ConnectionSpec(
                                "stranger", agent.relay(), stranger, new PeerHello("Mallory", "participant", Set.of())),
                        event -> {})) {
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> connection.status().state() == ConnectionState.CONNECTED);
            for (String garbage : GARBAGE) {
                // One by one: of those that wait only the latest is sent.
                for (SdpType type : SdpType.values()) {
                    connection.send(new SessionDescription(type, garbage), null);
                    await().atMost(Duration.ofSeconds(5))
                            .until(() -> connection.status().queued() == 0);
                }
                connection.send(new IceCandidate("candidate:" + garbage, "0", 0, null), null);
            }
            connection.send(new IceCandidate("candidate:1 1 udp 1 host.example 9 typ host", "0", 0, null), null);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(count("peerscribe.media.descriptions.rejected")).isGreaterThanOrEqualTo(5);
                assertThat(count("peerscribe.media.candidates.rejected")).isPositive();
            });
        }
    }

    @Test
    void bodiesOfEveryWrongKindAreProblemsThatNameFieldAndRule() {
        for (String body :
                List.of("", "null", "[]", "7", "{", "{\"url\": 7}", "{\"url\": \"http://x\"}", "{\"nonsense\": 1}")) {
            var answer = agent.post("/api/v1/meetings", body);
            assertThat(answer.statusCode()).as(body).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/problem+json");
            assertThat(answer.body()).doesNotContain("Exception").doesNotContain("dev.peerscribe");
        }
        assertThat(agent.post("/api/v1/meetings", "{\"url\": \"ws://x/%s\"}".formatted("y".repeat(70_000)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(agent.put("/api/v1/meetings/" + agent.meeting() + "/recording", "{\"state\": \"NONSENSE\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    private static long framesOfAda() {
        for (JsonNode peer : agent.get("/api/v1/meetings").get(0).get("peers")) {
            for (JsonNode track : peer.get("tracks")) {
                if (track.get("kind").asString().equals("VIDEO")) {
                    return track.get("framesReceived").asLong();
                }
            }
        }
        return 0;
    }

    private double rejected(String cause) {
        return Objects.requireNonNull(meters.find("peerscribe.signaling.frames.rejected")
                        .tag("cause", cause)
                        .counter())
                .count();
    }

    private double count(String meter) {
        return meters.find(meter).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
