package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.signaling.SignalingEvent.CandidateReceived;
import dev.peerscribe.signaling.SignalingEvent.ChatReceived;
import dev.peerscribe.signaling.SignalingEvent.DeliveryChanged;
import dev.peerscribe.signaling.SignalingEvent.DescriptionReceived;
import dev.peerscribe.signaling.SignalingEvent.FrameRejected;
import dev.peerscribe.signaling.SignalingEvent.HelloReceived;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections over real sockets to a relay that misbehaves on demand. */
@Timeout(60)
class SignalingConnectionTest {
    private static final SessionDescription ANSWER = new SessionDescription(SdpType.ANSWER, "v=0\r\ns=/é\r\n");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** What other tests of this run left behind. */
    private static final Set<Thread> FOREIGN = new HashSet<>();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Agent> agents = new ArrayList<>();
    private final FaultyRelay relay;
    private ConnectionPool pool = pool(Map.of());

    SignalingConnectionTest() throws IOException {
        relay = new FaultyRelay();
    }

    @BeforeAll
    static void looksWhoIsThere() {
        FOREIGN.addAll(Thread.getAllStackTraces().keySet());
    }

    @BeforeEach
    void isQuietBefore() {
        awaitNoSocketThreads();
    }

    @AfterEach
    void nothingIsLeftOver() throws Exception {
        relay.reads = true;
        for (Agent agent : agents) {
            agent.leave();
        }
        relay.close();
        pool.destroy();
        assertThat(pool.connections()).isEmpty();
        awaitNoSocketThreads();
    }

    @Test
    void twoAgentsIntroduceThemselvesAndAThirdIsNotBotheredByWhatNamesOneOfThem() {
        Agent alice = join("alice");
        Agent bob = join("bob");
        Agent carol = join("carol");
        String bobsId = alice.awaitOne(
                        HelloReceived.class, it -> it.hello().name().equals("bob"))
                .senderId();
        HelloReceived answer =
                bob.awaitOne(HelloReceived.class, it -> it.hello().name().equals("alice"));
        assertThat(answer.key()).isEqualTo(alice.identity.publicKey());
        carol.awaitOne(HelloReceived.class, it -> it.hello().name().equals("alice"));

        assertThat(alice.connection.send(ANSWER, bobsId)).isTrue();
        DescriptionReceived received = bob.awaitOne(DescriptionReceived.class, it -> true);
        assertThat(received.description()).isEqualTo(ANSWER);
        assertThat(received.key()).isEqualTo(alice.identity.publicKey());
        assertThat(received.senderId()).isEqualTo(answer.senderId());
        await().atMost(Agent.SOON)
                .until(() -> carol.all(SignalingEvent.FrameRejected.class).stream()
                        .anyMatch(it -> it.cause() == RejectionCause.NOT_ADDRESSED));
        assertThat(carol.all(DescriptionReceived.class)).isEmpty();
        assertThat(alice.connection.relayCarriesChat()).isTrue();
        assertThat(meters.counter("peerscribe.signaling.frames.sent", "type", "secure-answer")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aRotatedKeyIsAnnouncedAndSignsFromThenOnAndEchoesOfTheOldOneAreKnown() {
        RotatingIdentity keys = new RotatingIdentity();
        Agent alice = new Agent("alice", pool, relay.uri(), keys);
        agents.add(alice);
        alice.isSoon(ConnectionState.CONNECTED);
        Agent bob = join("bob");
        bob.awaitOne(HelloReceived.class, it -> it.key().equals(alice.identity.publicKey()));
        alice.connection.send(ANSWER, null);
        bob.awaitOne(DescriptionReceived.class, it -> it.key().equals(alice.identity.publicKey()));

        pool.on(keys.rotate());
        bob.awaitOne(HelloReceived.class, it -> it.key().equals(keys.current().publicKey()));
        alice.connection.send(new SessionDescription(SdpType.ANSWER, "v=0\r\ns=-\r\n"), null);
        bob.awaitOne(
                DescriptionReceived.class, it -> it.key().equals(keys.current().publicKey()));
        // Bob answers the hello, so the one who asked anew knows who is here.
        await().atMost(Agent.SOON).until(() -> alice.all(HelloReceived.class).size() >= 2);

        int told = alice.all(DescriptionReceived.class).size();
        relay.frames().stream()
                .filter(frame -> frame.contains("secure-answer"))
                .toList()
                .forEach(relay::send);
        relay.send(FrameCodecTest.envelope("chat", "{\"id\":\"after\",\"text\":\"é\"}"));
        alice.awaitOne(ChatReceived.class, it -> it.message().id().equals("after"));
        assertThat(alice.all(DescriptionReceived.class)).hasSize(told);
    }

    @Test
    void introductionsComeToAnEnd() {
        join("alice");
        join("bob");
        join("carol");
        // Three openings, answered by one, two; each answer is for its opener alone.
        await().atMost(Agent.SOON).until(() -> relay.frames().size() >= 6);
        await().during(Duration.ofMillis(500))
                .atMost(Agent.SOON)
                .until(() -> relay.frames().size() == 6);
    }

    @Test
    void candidatesAndChatArrive() {
        Agent alice = join("alice");
        Agent bob = join("bob");
        IceCandidate candidate = new IceCandidate("candidate:1 1 udp 1 127.0.0.1 9 typ host", "0", 0, "abcd");
        ChatMessage message = new ChatMessage("id-1", "grüße \uD83D\uDE00", NOW, "alice", ChatMessage.TEXT);
        assertThat(alice.connection.send(candidate, null)).isTrue();
        assertThat(alice.connection.send(message)).isTrue();
        assertThat(bob.awaitOne(CandidateReceived.class, it -> true).candidate())
                .isEqualTo(candidate);
        ChatReceived received = bob.awaitOne(ChatReceived.class, it -> true);
        assertThat(received.message()).isEqualTo(message);
        assertThat(received.via()).isEqualTo(Via.SOCKET);
        assertThat(alice.connection.send(new ChatMessage("id-2", "x".repeat(16_001), NOW, "alice", ChatMessage.TEXT)))
                .isFalse();
    }

    @Test
    void hostileFramesAreCountedAndTheLinkLives() {
        Agent agent = join("agent");
        relay.sendBinary(new byte[] {1, 2, 3});
        relay.sendBinary(new byte[10 << 20]);
        relay.send("x".repeat(10 << 20));
        relay.send("no json");
        relay.send("{\"signal_type\":\"other\",\"payload\":\"{}\"}");
        relay.sendFragmented(FrameCodecTest.envelope("chat", "{\"id\":\"after\",\"text\":\"é\"}"));
        agent.awaitOne(ChatReceived.class, it -> it.message().id().equals("after"));
        assertThat(agent.all(SignalingEvent.FrameRejected.class))
                .extracting(SignalingEvent.FrameRejected::cause)
                .containsExactly(
                        RejectionCause.BINARY,
                        RejectionCause.BINARY,
                        RejectionCause.TOO_LARGE,
                        RejectionCause.MALFORMED,
                        RejectionCause.UNKNOWN_TYPE);
        assertThat(rejected("binary")).isEqualTo(2);
        assertThat(rejected("too-large")).isEqualTo(1);
        assertThat(agent.connection.status().state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(agent.states()).containsExactly(ConnectionState.CONNECTED);
    }

    @Test
    void aFloodIsBoundedAndCounted() {
        pool = pool(Map.of("incoming-queue", "10", "max-peer-frames-per-second", "100000"));
        Agent agent = join("agent");
        String frame = FrameCodecTest.envelope("chat", "{\"text\":\"flood\"}");
        for (int i = 0; i < 20_000; i++) {
            relay.send(frame);
        }
        await().atMost(Agent.SOON)
                .untilAsserted(() -> assertThat(agent.all(ChatReceived.class).size() + rejected("overload"))
                        .isEqualTo(20_000));
        assertThat(agent.connection.status().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void bytesThatAreNoWebSocketFrameCostTheLinkOnly() {
        Agent agent = join("agent");
        relay.sendRaw(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0});
        await().atMost(Agent.SOON).until(() -> agent.connection.status().reconnects() == 1);
        relay.sendRaw(new byte[] {(byte) 0x81, 2, (byte) 0xc3, (byte) 0x28});
        await().atMost(Agent.SOON).until(() -> agent.connection.status().reconnects() == 2);
        agent.isSoon(ConnectionState.CONNECTED);
    }

    @Test
    void aReplayedDescriptionIsDropped() {
        // In clear, so that the sender too can read what comes back to it.
        pool = pool(Map.of("encryption", "off"));
        Agent alice = join("alice");
        Agent bob = join("bob");
        bob.connection.send(ANSWER, null);
        alice.awaitOne(DescriptionReceived.class, it -> true);
        String frame = relay.frames().stream()
                .filter(it -> it.contains("secure-answer"))
                .findFirst()
                .orElseThrow();
        relay.send(frame);
        alice.isToldRejection(RejectionCause.REPLAY);
        // His own comes back to bob too: in clear he knows it, encrypted it is not for him.
        bob.awaitOne(
                FrameRejected.class,
                it -> it.cause() == RejectionCause.NOT_ADDRESSED || it.cause() == RejectionCause.NOT_FOR_US);
        assertThat(alice.all(DescriptionReceived.class)).hasSize(1);
    }

    @Test
    void aRelayThatSendsOurFramesBackIsNoPeer() {
        relay.echoes = true;
        Agent agent = join("agent");
        agent.connection.send(ANSWER, null);
        agent.connection.send(new IceCandidate("candidate:1", "0", 0, null), null);
        agent.connection.send(new ChatMessage("1", "hi", NOW, "agent", ChatMessage.TEXT));
        await().atMost(Agent.SOON).until(() -> rejected("not-addressed") == 4);
        assertThat(agent.events())
                .hasOnlyElementsOfTypes(
                        SignalingEvent.StateChanged.class,
                        SignalingEvent.IntroductionSent.class,
                        SignalingEvent.FrameRejected.class,
                        SignalingEvent.DeliveryChanged.class);
        assertThat(agent.events()).contains(new SignalingEvent.IntroductionSent("agent", PeerHello.RECORDER, null));
    }

    @Test
    void aCutLinkComesBackAndWhatWasQueuedInBetweenArrives() throws Exception {
        Agent alice = join("alice");
        relay.stop();
        alice.isSoon(ConnectionState.RECONNECTING);
        assertThat(alice.connection.send(new ChatMessage("queued", "hi", NOW, "alice", ChatMessage.TEXT)))
                .isTrue();
        assertThat(alice.connection.status().queued()).isEqualTo(1);
        assertThat(alice.connection.relayCarriesChat()).isFalse();
        relay.restart();
        alice.isSoon(ConnectionState.CONNECTED);
        await().atMost(Agent.SOON).until(() -> relay.frames().stream().anyMatch(it -> it.contains("queued")));
        List<String> types =
                relay.frames().stream().map(it -> it.substring(0, 24)).toList();
        assertThat(types.getLast()).contains("chat");
        assertThat(types.get(types.size() - 2)).as("it introduces itself first").contains("hello");
        assertThat(alice.states())
                .containsExactly(ConnectionState.CONNECTED, ConnectionState.RECONNECTING, ConnectionState.CONNECTED);
        assertThat(alice.connection.status().reconnects()).isEqualTo(1);
        assertThat(meters.counter("peerscribe.signaling.reconnects").count()).isEqualTo(1);
    }

    @Test
    void aMessageIsSentAndAcknowledgedByEveryPeerThatAnnouncedToDoSo() throws Exception {
        Agent alice = join("alice");
        Agent bob = join("bob");
        Agent carol = join("carol");
        await().atMost(Agent.SOON).until(() -> alice.all(HelloReceived.class).size() >= 2);
        say(alice, "1");
        alice.awaitOne(DeliveryChanged.class, it -> it.state() == DeliveryState.ACKNOWLEDGED);
        assertThat(alice.all(DeliveryChanged.class))
                .containsExactly(
                        new DeliveryChanged("alice", "1", DeliveryState.SENT),
                        new DeliveryChanged("alice", "1", DeliveryState.ACKNOWLEDGED));
        bob.awaitOne(ChatReceived.class, it -> it.message().id().equals("1"));
        carol.awaitOne(ChatReceived.class, it -> it.message().id().equals("1"));
        assertThat(relay.frames()).filteredOn(it -> it.contains("\"ack\"")).hasSize(2);
        assertThat(meters.timer("peerscribe.signaling.acknowledgments").count()).isEqualTo(1);

        carol.leave();
        agents.remove(carol);
        alice.connection.peerLeft(carol.identity.publicKey());
        say(alice, "2");
        alice.awaitOne(
                DeliveryChanged.class, it -> it.messageId().equals("2") && it.state() == DeliveryState.ACKNOWLEDGED);
    }

    @Test
    void aMessageToOnePeerReachesThatOneAloneAndNobodyIsToAcknowledgeIt() throws Exception {
        Agent alice = join("alice");
        Agent bob = join("bob");
        Agent carol = join("carol");
        await().atMost(Agent.SOON).until(() -> alice.all(HelloReceived.class).size() >= 2);
        String bobsId = alice.awaitOne(
                        HelloReceived.class, it -> it.hello().name().equals("bob"))
                .senderId();

        assertThat(alice.connection.send(new ChatMessage("1", "psst", NOW, "alice", ChatMessage.TEXT), bobsId))
                .isTrue();
        assertThat(alice.connection.send(new ChatMessage("2", "psst", NOW, "alice", ChatMessage.TEXT), "nobody"))
                .isFalse();
        say(alice, "3");

        bob.awaitOne(ChatReceived.class, it -> it.message().id().equals("3"));
        carol.awaitOne(ChatReceived.class, it -> it.message().id().equals("3"));
        alice.awaitOne(
                DeliveryChanged.class, it -> it.messageId().equals("3") && it.state() == DeliveryState.ACKNOWLEDGED);
        assertThat(bob.all(ChatReceived.class))
                .extracting(it -> it.message().id())
                .containsExactly("1", "3");
        assertThat(carol.all(ChatReceived.class))
                .extracting(it -> it.message().id())
                .containsExactly("3");
        assertThat(alice.all(DeliveryChanged.class))
                .filteredOn(it -> it.messageId().equals("1"))
                .extracting(DeliveryChanged::state)
                .containsExactly(DeliveryState.SENT);
    }

    @Test
    void whereNobodyAcknowledgesAMessageIsAsItEverWasAndStaysSent() {
        Agent alice = join("alice");
        SigningIdentity base = SigningIdentity.generate(new SecureRandom());
        ConnectionSpec spec =
                new ConnectionSpec("base", relay.uri(), base, new PeerHello("base", "participant", Set.of()));
        try (SignalingConnection _ = pool.open(spec, event -> {})) {
            alice.awaitOne(HelloReceived.class, it -> it.hello().name().equals("base"));
            say(alice, "1");
            alice.awaitOne(DeliveryChanged.class, it -> it.state() == DeliveryState.SENT);
            await().atMost(Agent.SOON).until(() -> relay.frames().getLast().contains("chat"));
            assertThat(relay.frames().getLast()).doesNotContain("message_id", "window_start");
        }
    }

    @Test
    void whatWasSaidWhileAwayArrivesInOrderAndIsAcknowledged() throws Exception {
        pool = pool(Map.of("encryption", "off", "queue.chats-per-second", "500"));
        Agent alice = join("alice");
        Agent bob = join("bob");
        bob.awaitOne(HelloReceived.class, it -> true);
        alice.awaitOne(HelloReceived.class, it -> true);
        relay.stop();
        alice.isSoon(ConnectionState.RECONNECTING);
        List<String> said =
                IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();
        said.forEach(id -> say(alice, id));
        assertThat(alice.connection.send(chat("one more"))).isFalse();
        assertThat(dropped("chat", "overflow")).isEqualTo(1);
        assertThat(gauge("chat")).isEqualTo(1_000);
        relay.restart();
        await().atMost(Agent.SOON)
                .until(() -> alice.all(DeliveryChanged.class).stream()
                                .filter(it -> it.state() == DeliveryState.ACKNOWLEDGED)
                                .count()
                        == 1_000);
        assertThat(bob.all(ChatReceived.class))
                .extracting(it -> it.message().id())
                .isEqualTo(said);
        assertThat(gauge("chat")).isZero();
    }

    @Test
    void whatWaitsTooLongIsToldWhileTheRelayIsStillAway() throws Exception {
        pool = pool(Map.of("queue.chat-max-age", "200ms"));
        Agent alice = join("alice");
        relay.stop();
        alice.isSoon(ConnectionState.RECONNECTING);
        say(alice, "1");
        alice.awaitOne(DeliveryChanged.class, it -> it.state() == DeliveryState.EXPIRED);
        assertThat(alice.connection.status().queued()).isZero();
        assertThat(alice.connection.status().state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(dropped("chat", "expired")).isEqualTo(1);
    }

    @Test
    void whatIsToBeAcknowledgedWaitsForTheIntroductionOfItsSender() {
        String frame = FrameCodecTest.envelope("chat", "{\"text\":\"hi\",\"message_id\":\"0123456789abcdef.1\"}");
        Agent agent = join("agent");
        relay.send(frame);
        agent.isToldRejection(RejectionCause.NOT_INTRODUCED);
        pool = pool(Map.of("acknowledgment.introduction-grace", "0s"));
        Agent later = join("later");
        relay.send(frame);
        later.awaitOne(ChatReceived.class, it -> it.message().text().equals("hi"));
        assertThat(agent.all(ChatReceived.class)).isEmpty();
        assertThat(relay.frames()).noneMatch(it -> it.contains("\"ack\""));
    }

    @Test
    void aStaleFrameIsNotSentAfterTheLinkCameBack() throws Exception {
        pool = pool(Map.of("queue.description-max-age", "100ms"));
        Agent agent = join("agent");
        relay.stop();
        agent.isSoon(ConnectionState.RECONNECTING);
        agent.connection.send(ANSWER, null);
        await("it expires while the relay is away")
                .atMost(Agent.SOON)
                .until(() -> dropped("description", "expired") == 1);
        relay.restart();
        agent.isSoon(ConnectionState.CONNECTED);
        await().atMost(Agent.SOON).until(() -> relay.frames().size() == 2);
        assertThat(relay.frames()).noneMatch(it -> it.contains("secure-answer"));
    }

    @Test
    void aRelayThatIsAwayFromTheStartIsWaitedFor() throws Exception {
        relay.stop();
        Agent agent = agent("agent").isSoon(ConnectionState.RECONNECTING);
        assertThat(agent.connection.status().lastError()).isEqualTo("the connection was refused");
        relay.restart();
        agent.isSoon(ConnectionState.CONNECTED);
        assertThat(agent.connection.status().reconnects()).isZero();
    }

    @Test
    void afterTooLongItIsSuspendedAndStillComesBack() throws Exception {
        pool = pool(Map.of("reconnect.suspend-after", "300ms", "reconnect.suspended-interval", "300ms"));
        Agent agent = join("agent");
        relay.stop();
        agent.isSoon(ConnectionState.SUSPENDED);
        relay.restart();
        agent.isSoon(ConnectionState.CONNECTED);
        assertThat(agent.states()).endsWith(ConnectionState.SUSPENDED, ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void aRefusalIsAnErrorThatIsCheckedAgainSlowly(int status) {
        relay.status = status;
        Agent agent = agent("agent").isSoon(ConnectionState.ERROR);
        assertThat(agent.connection.status().lastError()).contains(Integer.toString(status));
        relay.status = 101;
        agent.isSoon(ConnectionState.CONNECTED);
        assertThat(agent.states()).containsExactly(ConnectionState.ERROR, ConnectionState.CONNECTED);
    }

    @Test
    void aServerThatAsksForAPasswordIsARefusal() {
        relay.status = 401;
        relay.challenges = true;
        Agent agent = agent("agent").isSoon(ConnectionState.ERROR);
        assertThat(agent.connection.status().lastError()).contains("401");
    }

    @Test
    void aServerThatIsIllIsTriedAgainWithoutAnError() {
        relay.status = 503;
        Agent agent = agent("agent").isSoon(ConnectionState.RECONNECTING);
        assertThat(agent.connection.status().lastError()).contains("503");
        relay.status = 101;
        agent.isSoon(ConnectionState.CONNECTED);
        assertThat(agent.states()).doesNotContain(ConnectionState.ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aServerThatAsksForPatienceGetsIt(int status) throws Exception {
        relay.status = status;
        relay.retryAfter = "3600";
        Agent agent = agent("agent").isSoon(ConnectionState.RECONNECTING);
        relay.status = 101;
        await().during(Duration.ofMillis(700)).atMost(Agent.SOON).until(() -> relay.handshakes.get() == 1);
        agent.leave();

        relay.status = status;
        pool = pool(Map.of("reconnect.max-retry-after", "0s"));
        Agent impatient = new Agent("impatient", pool, relay.uri()).isSoon(ConnectionState.RECONNECTING);
        relay.status = 101;
        impatient.isSoon(ConnectionState.CONNECTED).leave();
    }

    @Test
    void whichRefusalsAreForGoodIsASetting() {
        pool = pool(Map.of("reconnect.terminal-statuses", "418", "reconnect.terminal-closes", "4000"));
        relay.status = 403;
        Agent agent = agent("agent").isSoon(ConnectionState.RECONNECTING);
        relay.status = 418;
        agent.isSoon(ConnectionState.ERROR);
        relay.status = 101;
        agent.isSoon(ConnectionState.CONNECTED);
        await().atMost(Agent.SOON).until(() -> relay.clients() == 1);
        relay.closeAll(4000);
        agent.awaitOne(SignalingEvent.StateChanged.class, it -> "closed with 4000".equals(it.cause()));
        assertThat(agent.states()).contains(ConnectionState.ERROR);
    }

    @Test
    void afterAsManyAttemptsAsItIsToldItGivesUp() throws Exception {
        pool = pool(Map.of("reconnect.max-attempts", "3"));
        relay.status = 500;
        Agent agent = agent("agent").isSoon(ConnectionState.ERROR);
        relay.status = 101;
        await().during(Duration.ofMillis(500)).atMost(Agent.SOON).until(() -> relay.handshakes.get() == 3);
        assertThat(agent.connection.status().state()).isEqualTo(ConnectionState.ERROR);
    }

    @Test
    void aPeerThatFloodsIsNotHeardAndTheOthersAre() {
        pool = pool(Map.of("max-peer-frames-per-second", "5", "incoming-queue", "10000"));
        Agent agent = join("agent");
        for (int i = 0; i < 1000; i++) {
            relay.send("{\"signal_type\":\"chat\",\"sender_id\":\"flood\",\"timestamp\":1,"
                    + "\"payload\":\"{\\\"id\\\":\\\"" + i + "\\\",\\\"text\\\":\\\"flood\\\"}\"}");
        }
        relay.send("{\"signal_type\":\"chat\",\"sender_id\":\"quiet\",\"timestamp\":1,"
                + "\"payload\":\"{\\\"id\\\":\\\"q\\\",\\\"text\\\":\\\"quiet\\\"}\"}");
        agent.awaitOne(ChatReceived.class, it -> it.message().text().equals("quiet"));
        long heard = agent.all(ChatReceived.class).stream()
                .filter(it -> it.senderId().equals("flood"))
                .count();
        assertThat(heard).isBetween(10L, 100L);
        assertThat(rejected("rate-limited") + heard).isEqualTo(1000);
        assertThat(agent.states()).containsExactly(ConnectionState.CONNECTED);
    }

    @Test
    void thereAreOnlySoManyConnections() throws Exception {
        pool = pool(Map.of("max-connections", "2"));
        Agent one = agent("one");
        agent("two");
        assertThatExceptionOfType(ConnectionLimitException.class)
                .isThrownBy(() -> agent("three"))
                .matches(it -> it.limit() == 2);
        one.leave();
        await().atMost(Agent.SOON).until(() -> pool.connections().size() == 1);
        agent("three").isSoon(ConnectionState.CONNECTED);
    }

    @Test
    void halfACharacterCostsNoLink() {
        Agent alice = join("alice");
        Agent bob = join("bob");
        alice.connection.send(new ChatMessage("1", "half \uD83D", NOW, "alice", ChatMessage.TEXT));
        alice.connection.send(new ChatMessage("2", "whole", NOW, "alice", ChatMessage.TEXT));
        bob.awaitOne(ChatReceived.class, it -> it.message().text().equals("half ?"));
        bob.awaitOne(ChatReceived.class, it -> it.message().text().equals("whole"));
        assertThat(alice.states()).containsExactly(ConnectionState.CONNECTED);
    }

    @Test
    void aCloseForPolicyIsARefusalAndAnyOtherIsNot() {
        Agent agent = join("agent");
        relay.closeAll(1001);
        await().atMost(Agent.SOON).until(() -> agent.connection.status().reconnects() == 1);
        agent.isSoon(ConnectionState.CONNECTED);
        assertThat(agent.states()).doesNotContain(ConnectionState.ERROR);
        await().atMost(Agent.SOON).until(() -> relay.clients() == 1);
        relay.closeAll(1008);
        agent.awaitOne(SignalingEvent.StateChanged.class, it -> it.to() == ConnectionState.ERROR);
        agent.isSoon(ConnectionState.CONNECTED);
    }

    @Test
    void aHandshakeWithoutAnAnswerIsGivenUp() {
        pool = pool(Map.of("connect-timeout", "300ms"));
        relay.status = 0;
        Agent agent = agent("agent");
        await().atMost(Agent.SOON).until(() -> relay.handshakes.get() >= 2);
        assertThat(agent.connection.status().lastError()).isEqualTo("no answer in time");
        relay.status = 101;
        agent.isSoon(ConnectionState.CONNECTED);
        await().atMost(Agent.SOON).until(() -> relay.clients() == 1);
    }

    @Test
    void aLinkWithoutSignsOfLifeIsGivenUp() {
        pool = pool(Map.of("ping-interval", "100ms", "pong-timeout", "500ms"));
        Agent agent = join("agent");
        await().during(Duration.ofMillis(800))
                .atMost(Agent.SOON)
                .until(() -> agent.states().size() == 1);
        relay.answersPings = false;
        await().atMost(Agent.SOON).until(() -> agent.connection.status().reconnects() >= 1);
        assertThat(agent.connection.status().lastError()).startsWith("no answer to pings");
    }

    @Test
    void aRelayThatDoesNotReadBlocksNobodyAndIsGivenUp() throws Exception {
        pool = pool(Map.of("send-timeout", "3s", "queue.chat-messages", "50", "queue.chats-per-second", "2000"));
        Agent stuck = join("stuck");
        try (FaultyRelay other = new FaultyRelay()) {
            Agent free = new Agent("free", pool, other.uri());
            agents.add(free);
            free.isSoon(ConnectionState.CONNECTED);
            relay.reads = false;
            ChatMessage big = new ChatMessage("1", "x".repeat(4000), NOW, "stuck", ChatMessage.TEXT);
            long begun = System.nanoTime();
            await().atMost(Agent.SOON).pollInterval(Duration.ofMillis(1)).until(() -> !stuck.connection.send(big));
            assertThat(stuck.connection.status().queued()).isEqualTo(50);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            free.connection.send(ANSWER, null);
            await().atMost(Duration.ofMillis(2_700))
                    .until(() -> other.frames().stream().anyMatch(it -> it.contains("secure-answer")));
            stuck.awaitOne(SignalingEvent.StateChanged.class, it -> it.to() == ConnectionState.RECONNECTING);
            assertThat(stuck.connection.status().lastError()).isEqualTo("the server does not read");
            relay.reads = true;
            stuck.isSoon(ConnectionState.CONNECTED);
        }
    }

    @Test
    void aListenerThatThrowsStopsNothing() {
        List<SignalingEvent> told = Collections.synchronizedList(new ArrayList<>());
        Agent sender = join("sender");
        ConnectionSpec spec = new ConnectionSpec(
                "fragile", relay.uri(), sender.identity, new PeerHello("fragile", "participant", Set.of()));
        try (SignalingConnection fragile = pool.open(spec, event -> {
            told.add(event);
            throw new IllegalStateException("a listener's own bug");
        })) {
            await().atMost(Agent.SOON).until(() -> fragile.status().state() == ConnectionState.CONNECTED);
            sender.connection.send(new ChatMessage("1", "hi", NOW, "s", ChatMessage.TEXT));
            sender.connection.send(new ChatMessage("2", "hi", NOW, "s", ChatMessage.TEXT));
            await().atMost(Agent.SOON)
                    .until(() ->
                            told.stream().filter(ChatReceived.class::isInstance).count() == 2);
        }
    }

    @Test
    void closingSaysGoodbyeOnceAndTakesNothingMore() throws Exception {
        Agent agent = join("agent");
        agent.connection.send(new ChatMessage("last", "words", NOW, "agent", ChatMessage.TEXT));
        agent.connection.close();
        agent.connection.close();
        agent.leave();
        assertThat(agent.states()).containsExactly(ConnectionState.CONNECTED, ConnectionState.DISCONNECTED);
        assertThat(agent.connection.send(ANSWER, null)).isFalse();
        assertThat(agent.connection.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        await().atMost(Agent.SOON).until(() -> relay.closeCodes().contains(1000));
        assertThat(relay.frames()).anyMatch(it -> it.contains("last"));
        assertThat(pool.connections()).isEmpty();
    }

    @Test
    void closingAnAttemptThatHangsDoesNotHang() throws Exception {
        relay.status = 0;
        Agent agent = agent("agent");
        await().atMost(Agent.SOON).until(() -> relay.handshakes.get() == 1);
        long begun = System.nanoTime();
        agent.leave();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(agent.states()).containsExactly(ConnectionState.DISCONNECTED);
        await().atMost(Agent.SOON).until(() -> relay.clients() == 0);
    }

    @Test
    void aHundredConnectionsComeAndGoWithoutATrace() throws Exception {
        for (int i = 0; i < 100; i++) {
            Agent agent = new Agent("agent-" + i, pool, relay.uri());
            agent.isSoon(ConnectionState.CONNECTED);
            agent.leave();
        }
        await().atMost(Agent.SOON).until(() -> relay.clients() == 0);
        assertThat(meters.get("peerscribe.signaling.connections")
                        .tag("state", "CONNECTED")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void chatOverTheDataChannelIsChatAndEverythingElseIsRejected() {
        Agent agent = join("agent");
        agent.connection.receiveFromDataChannel("peer", "{\"id\":\"1\",\"text\":\"hi\"}");
        agent.connection.receiveFromDataChannel("peer", "garbage");
        agent.connection.receiveFromDataChannel("peer", "x".repeat(100_000));
        agent.isToldRejection(RejectionCause.MALFORMED);
        agent.isToldRejection(RejectionCause.TOO_LARGE);
        ChatReceived chat = agent.awaitOne(ChatReceived.class, it -> it.via() == Via.DATA_CHANNEL);
        assertThat(chat.senderId()).isEqualTo("peer");
        assertThat(agent.connection.relayCarriesChat()).isFalse();
    }

    @Test
    void healthShowsEveryConnectionAndIsNeverDownForTheNetwork() throws Exception {
        relay.stop();
        agent("agent").isSoon(ConnectionState.RECONNECTING);
        var health = new SignalingHealthIndicator(pool).health();
        assertThat(health.getStatus().getCode()).isEqualTo("UP");
        assertThat(health.getDetails().toString()).contains("agent", "RECONNECTING", "the connection was refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1/", "ws:///x", "relay", "ws:opaque"})
    void anUrlThatIsNoWebSocketIsRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Agent("agent", pool, URI.create(url)))
                .withMessageStartingWith("url: ");
    }

    @Test
    void aNameThatDoesNotResolveIsOnlyARetry() {
        Agent agent = new Agent("agent", pool, URI.create("ws://relay.invalid:1/"));
        agents.add(agent);
        agent.isSoon(ConnectionState.RECONNECTING);
        assertThat(agent.connection.status().lastError()).isIn("the host's name is unknown", "no answer in time");
    }

    private Agent join(String name) {
        int before = relay.frames().size();
        Agent agent = agent(name).isSoon(ConnectionState.CONNECTED);
        await().atMost(Agent.SOON).until(() -> relay.frames().size() > before);
        return agent;
    }

    private Agent agent(String name) {
        Agent agent = new Agent(name, pool, relay.uri());
        agents.add(agent);
        return agent;
    }

    private double rejected(String cause) {
        return meters.counter("peerscribe.signaling.frames.rejected", "cause", cause)
                .count();
    }

    private static void say(Agent agent, String id) {
        assertThat(agent.connection.send(chat(id))).isTrue();
    }

    private static ChatMessage chat(String id) {
        return new ChatMessage(id, "hi", NOW, "", ChatMessage.TEXT);
    }

    private double gauge(String kind) {
        return meters.get("peerscribe.signaling.queued")
                .tag("class", kind)
                .gauge()
                .value();
    }

    private double dropped(String kind, String cause) {
        return meters.counter("peerscribe.signaling.frames.dropped", "class", kind, "cause", cause)
                .count();
    }

    /** Its gauges are the ones that are read: a registry keeps those that came first. */
    private ConnectionPool pool(Map<String, String> changed) {
        meters.clear();
        Map<String, String> settings = new HashMap<>(Map.of(
                "reconnect.first-retry-within", "20ms",
                "reconnect.base", "50ms",
                "reconnect.spread", "20ms",
                "reconnect.max", "200ms",
                "reconnect.max-spread", "0s",
                "reconnect.error-interval", "300ms"));
        settings.putAll(changed);
        return new ConnectionPool(TestSettings.with(settings), meters, InstantSource.system());
    }

    private static void awaitNoSocketThreads() {
        await("no thread of a WebSocket client is left")
                .atMost(Agent.SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("HttpClient-") && !FOREIGN.contains(thread)));
    }
}
