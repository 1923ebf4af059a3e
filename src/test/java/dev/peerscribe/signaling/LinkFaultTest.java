package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.TrueNumbers;
import dev.peerscribe.embedded.OpenRelay;
import dev.peerscribe.embedded.TestRelay;
import dev.peerscribe.faults.FaultProxy;
import dev.peerscribe.signaling.SignalingEvent.ChatReceived;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections to the real relay over a network that is bad on demand. */
@Timeout(120)
class LinkFaultTest {
    private static final int CUTS = TrueNumbers.orFewer(1_000, 100);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OpenRelay relay = TestRelay.start();
    private final FaultProxy proxy;

    LinkFaultTest() throws IOException {
        proxy = new FaultProxy(relay.port());
    }

    @AfterEach
    void closes() throws IOException {
        proxy.close();
        relay.stop();
    }

    @Test
    void cutsWithoutNumberLeaveALinkThatWorksAndNothingElse() throws Exception {
        Leftovers before = Leftovers.now();
        ConnectionPool pool = pool(Map.of(
                "reconnect.stable-after", "0s",
                "reconnect.first-retry-within", "2ms",
                "reconnect.base", "2ms",
                "reconnect.spread", "2ms"));
        Agent agent = new Agent("agent", pool, proxy.uri("ws", "/room")).isSoon(ConnectionState.CONNECTED);
        assertThat(Leftovers.now().threads()).as("the count sees them").isGreaterThan(before.threads());
        for (int cut = 1; cut <= CUTS; cut++) {
            if (cut % 2 == 0) {
                proxy.cut();
            } else {
                proxy.finish();
            }
            int so = cut;
            await("back after cut " + cut)
                    .atMost(Agent.SOON)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> agent.connection.status().reconnects() == so);
        }
        assertThat(meters.counter("peerscribe.signaling.reconnects").count()).isEqualTo(CUTS);
        passes(agent, pool, "after all");
        await().atMost(Agent.SOON).until(() -> proxy.connections() == 1);
        agent.leave();
        pool.destroy();
        before.awaitNoMore();
    }

    @Test
    void aBlackHoleIsNoticedAndLeftAsSoonAsItHeals() throws Exception {
        ConnectionPool pool = pool(Map.of("ping-interval", "100ms", "pong-timeout", "240ms"));
        Agent agent = new Agent("agent", pool, proxy.uri("ws", "/room")).isSoon(ConnectionState.CONNECTED);
        proxy.blackHole();
        agent.awaitOne(SignalingEvent.StateChanged.class, it -> it.to() == ConnectionState.RECONNECTING);
        assertThat(agent.connection.status().lastError()).startsWith("no answer to pings");
        proxy.heal();
        agent.isSoon(ConnectionState.CONNECTED);
        passes(agent, pool, "out of the hole");
        agent.leave();
    }

    @ParameterizedTest
    @EnumSource
    void aHalfOpenLinkIsNoticed(FaultProxy.Direction blocked) throws Exception {
        ConnectionPool pool = pool(Map.of("ping-interval", "100ms", "pong-timeout", "240ms"));
        Agent agent = new Agent("agent", pool, proxy.uri("ws", "/room")).isSoon(ConnectionState.CONNECTED);
        proxy.halfOpen(blocked);
        agent.awaitOne(SignalingEvent.StateChanged.class, it -> it.to() == ConnectionState.RECONNECTING);
        proxy.heal();
        agent.isSoon(ConnectionState.CONNECTED);
        agent.leave();
    }

    /** A peer that sends but no longer reads: its frames do not stand for the pongs that are missing. */
    @Test
    void framesDoNotStandForPongs() throws Exception {
        ConnectionPool pool = pool(Map.of("ping-interval", "100ms", "pong-timeout", "400ms"));
        Agent talker = new Agent("talker", pool, relayUri()).isSoon(ConnectionState.CONNECTED);
        Agent agent = new Agent("agent", pool, proxy.uri("ws", "/room")).isSoon(ConnectionState.CONNECTED);
        proxy.halfOpen(FaultProxy.Direction.TO_SERVER);
        await().atMost(Agent.SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
            talker.connection.send(chat("talk"));
            return agent.states().contains(ConnectionState.RECONNECTING);
        });
        assertThat(agent.all(ChatReceived.class)).as("it heard all the while").isNotEmpty();
        proxy.heal();
        agent.leave();
        talker.leave();
    }

    @Test
    void whatAnEarlierLinkHeldBackIsNotHeardAnyMore() throws Exception {
        // The link that is not stalled has to stay, also where the machine is busy.
        ConnectionPool pool = pool(Map.of("ping-interval", "100ms", "pong-timeout", "1500ms"));
        Agent agent = new Agent("agent", pool, proxy.uri("ws", "/room")).isSoon(ConnectionState.CONNECTED);
        Agent talker = new Agent("talker", pool, relayUri()).isSoon(ConnectionState.CONNECTED);
        passes(talker, agent, "before");
        proxy.stallThoseOpen();
        // Not chat: that is acknowledged and comes again.
        talker.connection.send(new IceCandidate("candidate:held-back", "0", 0, null), null);
        int known = agent.all(SignalingEvent.HelloReceived.class).size();
        await().atMost(Agent.SOON).until(() -> agent.connection.status().reconnects() == 1);
        // Who is answered is known to the relay.
        await().atMost(Agent.SOON)
                .until(() -> agent.all(SignalingEvent.HelloReceived.class).size() > known);
        proxy.heal();
        passes(talker, agent, "after");
        assertThat(agent.all(SignalingEvent.CandidateReceived.class)).isEmpty();
        assertThat(agent.states()).hasSize(3);
        agent.leave();
        talker.leave();
    }

    @Test
    void aHandshakeThatTricklesIsGivenUpAndOneOnAGoodNetworkIsNot() throws Exception {
        proxy.slow(50);
        ConnectionPool pool = pool(Map.of("connect-timeout", "300ms"));
        Agent agent = new Agent("agent", pool, proxy.uri("ws", "/room")).isSoon(ConnectionState.RECONNECTING);
        assertThat(agent.connection.status().lastError()).isEqualTo("no answer in time");
        proxy.heal();
        agent.isSoon(ConnectionState.CONNECTED);
        agent.leave();
    }

    @Test
    void aSlowNetworkIsSlowAndNotDead() throws Exception {
        ConnectionPool pool = pool(Map.of("ping-interval", "200ms", "pong-timeout", "2s"));
        Agent agent = new Agent("agent", pool, proxy.uri("ws", "/room")).isSoon(ConnectionState.CONNECTED);
        proxy.slow(2000);
        await().atMost(Agent.SOON).until(() -> agent.connection.status().roundTrip() != null);
        assertThat(agent.states()).containsExactly(ConnectionState.CONNECTED);
        assertThat(meters.get("peerscribe.signaling.round.trip").timer().max(TimeUnit.MILLISECONDS))
                .isPositive();
        assertThat(new SignalingHealthIndicator(pool).health().getDetails().toString())
                .contains("roundTrip=PT0.");
        agent.leave();
    }

    @Test
    void aRefusedOneIsBackWhenTheRelayIs() throws Exception {
        proxy.refuse();
        ConnectionPool pool = pool(Map.of());
        Agent agent = new Agent("agent", pool, proxy.uri("ws", "/room")).isSoon(ConnectionState.RECONNECTING);
        assertThat(agent.connection.status().lastError()).isEqualTo("the connection was refused");
        proxy.heal();
        passes(agent.isSoon(ConnectionState.CONNECTED), pool, "back");
        agent.leave();
    }

    private void passes(Agent from, ConnectionPool pool, String text) throws InterruptedException {
        Agent witness = new Agent("witness", pool, relayUri()).isSoon(ConnectionState.CONNECTED);
        passes(from, witness, text);
        witness.leave();
    }

    private static void passes(Agent from, Agent to, String text) {
        // A relay knows a peer a moment after the peer knows of its link.
        await().atMost(Agent.SOON)
                .until(() -> to.all(SignalingEvent.HelloReceived.class).stream()
                        .anyMatch(it -> it.key().equals(from.identity.publicKey())));
        assertThat(from.connection.send(chat(text))).isTrue();
        to.awaitOne(ChatReceived.class, it -> it.message().text().equals(text));
    }

    private static ChatMessage chat(String text) {
        return new ChatMessage(text, text, Instant.EPOCH, "somebody", ChatMessage.TEXT);
    }

    private URI relayUri() {
        return URI.create("ws://localhost:" + relay.port() + "/room");
    }

    private ConnectionPool pool(Map<String, String> changed) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "reconnect.first-retry-within", "20ms",
                "reconnect.base", "50ms",
                "reconnect.spread", "20ms",
                "reconnect.max", "200ms",
                "reconnect.max-spread", "0s"));
        settings.putAll(changed);
        return new ConnectionPool(TestSettings.with(settings), meters, InstantSource.system());
    }
}
