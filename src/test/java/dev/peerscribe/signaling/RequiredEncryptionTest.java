package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.signaling.SignalingEvent.ChatReceived;
import dev.peerscribe.signaling.SignalingEvent.HelloReceived;
import dev.peerscribe.signaling.SignalingEvent.SendRefused;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections over real sockets that say nothing in clear. */
@Timeout(60)
class RequiredEncryptionTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ConnectionPool pool =
            new ConnectionPool(TestSettings.with(Map.of("encryption", "required")), meters, Clock.systemUTC());
    private final List<Agent> agents = new ArrayList<>();
    private final FaultyRelay relay;

    RequiredEncryptionTest() throws IOException {
        relay = new FaultyRelay();
    }

    @AfterEach
    void nothingIsLeftOver() throws Exception {
        for (Agent agent : agents) {
            agent.leave();
        }
        relay.close();
        pool.destroy();
    }

    @Test
    void whoSpeaksToNobodyIsToldSoAndWhoSpeaksToSomebodyIsHeardByThatOneAlone() {
        Agent alice = join("alice");
        assertThat(alice.connection.send(chat("1"))).isTrue();
        SendRefused refused = alice.awaitOne(SendRefused.class, it -> true);
        assertThat(refused).isEqualTo(new SendRefused("alice", "chat", null, "1", RefusalCause.NOBODY_KNOWN));
        await().atMost(Agent.SOON).until(() -> dropped("nobody-known") == 1);

        Agent bob = join("bob");
        alice.awaitOne(HelloReceived.class, it -> true);
        bob.awaitOne(HelloReceived.class, it -> true);
        assertThat(alice.connection.send(chat("2"))).isTrue();
        assertThat(bob.awaitOne(ChatReceived.class, it -> true).message()).isEqualTo(chat("2"));
        assertThat(relay.frames())
                .anyMatch(frame -> frame.contains("\\\"jwe\\\""))
                .noneMatch(frame -> frame.contains("a secret"));
    }

    private Agent join(String name) {
        Agent agent = new Agent(name, pool, relay.uri()).isSoon(ConnectionState.CONNECTED);
        agents.add(agent);
        return agent;
    }

    private static ChatMessage chat(String id) {
        return new ChatMessage(id, "a secret", Instant.EPOCH, "alice", ChatMessage.TEXT);
    }

    private double dropped(String cause) {
        Counter counter = meters.find("peerscribe.signaling.frames.dropped")
                .tag("cause", cause)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
