package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.identity.IdentitySource;
import dev.peerscribe.identity.SigningIdentity;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A connection under test that keeps what it was told and owns the words for asserting it. */
final class Agent {
    static final Duration SOON = Duration.ofSeconds(15);

    final SigningIdentity identity;
    final WebSocketSignalingConnection connection;
    private final SignalingConnections pool;
    private final List<SignalingEvent> events = new CopyOnWriteArrayList<>();

    Agent(String name, SignalingConnections pool, URI url) {
        this(name, pool, url, SigningIdentity.generate(new SecureRandom()));
    }

    Agent(String name, SignalingConnections pool, URI url, IdentitySource identities) {
        identity = identities.current();
        this.pool = pool;
        ConnectionSpec spec = new ConnectionSpec(
                name,
                url,
                identities,
                new PeerHello(name, PeerHello.RECORDER, Set.of(PeerHello.ADDRESSING, PeerHello.ACKNOWLEDGMENT)));
        connection = (WebSocketSignalingConnection) pool.open(spec, events::add);
    }

    SignalingConnections pool() {
        return pool;
    }

    List<SignalingEvent> events() {
        return events;
    }

    <T extends SignalingEvent> List<T> all(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends SignalingEvent> T awaitOne(Class<T> type, Predicate<T> which) {
        await(connection.id() + " is told " + type.getSimpleName())
                .atMost(SOON)
                .until(() -> all(type).stream().anyMatch(which));
        return all(type).stream().filter(which).findFirst().orElseThrow();
    }

    Agent isSoon(ConnectionState state) {
        await(connection.id() + " is " + state)
                .atMost(SOON)
                .untilAsserted(() -> assertThat(connection.status().state()).isEqualTo(state));
        return this;
    }

    /** It is away, and says why in words that contain these. */
    Agent isSoonAwayFor(String reason) {
        await(connection.id() + " is away for " + reason).atMost(SOON).untilAsserted(() -> {
            assertThat(connection.status().state()).isEqualTo(ConnectionState.RECONNECTING);
            assertThat(connection.status().lastError()).contains(reason);
        });
        return this;
    }

    void isToldRejection(RejectionCause cause) {
        awaitOne(SignalingEvent.FrameRejected.class, it -> it.cause() == cause);
    }

    List<ConnectionState> states() {
        return all(SignalingEvent.StateChanged.class).stream()
                .map(SignalingEvent.StateChanged::to)
                .toList();
    }

    void leave() throws InterruptedException {
        connection.close();
        assertThat(connection.awaitEnd(SOON)).as("its threads end").isTrue();
    }
}
