package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.media.FakeConnection.Sent;
import dev.peerscribe.media.MediaEvent.PeerLeft;
import dev.peerscribe.media.MediaEvent.TrackClosed;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Offers that cross, answers to something else, relays that come back and paths that broke meanwhile; on virtual time. */
class NegotiationTest {
    private static final List<PeerKey> KEYS = Stream.generate(TestKeys::key)
            .limit(4)
            .sorted((a, b) -> Arrays.compareUnsigned(a.point(), b.point()))
            .toList();
    private static final PeerKey SMALLER = KEYS.get(0);
    private static final PeerKey OURS = KEYS.get(1);
    private static final PeerKey GREATER = KEYS.get(2);
    private static final PeerKey ANOTHER = KEYS.get(3);

    private final TestMedia media = new TestMedia();
    private final ManualLanes lanes = new ManualLanes();
    private final FakeMediaEngine engine = new FakeMediaEngine();
    private final FakeConnection connection = new FakeConnection();
    private final List<MediaEvent> events = new ArrayList<>();
    private final MediaSessionRegistry sessions = new MediaSessionRegistry(
            TestMedia.engines(engine),
            TestMedia.properties(),
            media.metrics,
            lanes,
            lanes,
            event -> events.add((MediaEvent) event));

    NegotiationTest() {
        connection.key = OURS;
    }

    @AfterEach
    void everythingEnds() {
        sessions.stop();
        assertThat(lanes.running()).as("lanes that run on").isZero();
        assertThat(engine.open()).as("links that are open").isZero();
    }

    @Test
    void anAnswerToSomebodyElsesOfferBindsNothing() {
        open(Negotiation.OFFER);
        described(
                "", SMALLER, TestSdp.of("1").audio("sendonly").video("sendonly").answer());
        assertThat(sessions.peers("m")).isEmpty();
        assertThat(media.count("peerscribe.media.descriptions.rejected", "rule", "unexpected"))
                .isEqualTo(1);
        described("", SMALLER, answer("1", offers().getFirst()));
        assertThat(sessions.peers("m")).hasSize(1);
    }

    @Test
    void anAnswerToAnOfferThatWasMadeAnewIsTooLate() {
        open(Negotiation.OFFER);
        lanes.pass(Duration.ofSeconds(12));
        assertThat(offers()).hasSize(2);
        described("", SMALLER, answer("1", offers().getFirst()));
        assertThat(sessions.peers("m")).isEmpty();
        described("", SMALLER, answer("1", offers().getLast()));
        assertThat(sessions.peers("m")).hasSize(1);
    }

    @Test
    void whoAnswersTheOfferOfAnotherPeersLinkGetsOneOfItsOwn() {
        open(Negotiation.OFFER);
        SessionDescription first = offers().getFirst();
        described("", SMALLER, answer("1", first));
        described("", ANOTHER, answer("2", first));
        assertThat(offers()).hasSize(2);
        described("", ANOTHER, answer("2", offers().getLast()));
        assertThat(engine.open()).isEqualTo(2);
        assertThat(sessions.peers("m")).hasSize(2);
    }

    @Test
    void withABasePeerTheOfferThatItAnswersStands() {
        open(Negotiation.OFFER);
        described("s1", SMALLER, offer("1"));
        assertThat(engine.open()).isEqualTo(2);
        described("s1", SMALLER, answer("1", offers().getFirst()));
        assertThat(engine.links.getFirst().closed).isFalse();
        assertThat(engine.open()).isEqualTo(1);
    }

    @Test
    void ofTwoThatKnowHowTheGreaterKeysOfferStands() {
        open(Negotiation.OFFER);
        SessionDescription toEverybody = offers().getFirst();
        described("s1", GREATER, offer("1"));
        hello("s1", GREATER);
        described("s1", GREATER, answer("1", toEverybody));
        assertThat(engine.links.get(1).closed)
                .as("the answer to the peer's offer")
                .isFalse();
        assertThat(media.count("peerscribe.media.negotiations", "outcome", "ignored"))
                .isEqualTo(1);

        described("s2", SMALLER, offer("2"));
        hello("s2", SMALLER);
        described("s2", SMALLER, answer("2", toEverybody));
        assertThat(engine.links.get(0).closed).as("our offer").isFalse();
        assertThat(engine.links.get(2).closed)
                .as("the answer to the peer's offer")
                .isTrue();
    }

    @Test
    void theImpoliteSideIgnoresAnOfferThatCrossesItsOwn() {
        open(Negotiation.OFFER);
        described("s9", ANOTHER, answer("9", offers().getFirst()));
        hello("s1", SMALLER);
        SessionDescription ours = offers().getLast();
        assertThat(connection.sent.getLast().to()).isEqualTo("s1");
        described("s1", SMALLER, offer("1"));
        assertThat(connection.descriptions().getLast()).isEqualTo(ours);
        described("s1", SMALLER, answer("1", ours));
        assertThat(engine.open()).isEqualTo(2);
        assertThat(media.count("peerscribe.media.negotiations", "outcome", "ignored"))
                .isEqualTo(1);
    }

    @Test
    void thePoliteSideGivesItsOwnOfferUp() {
        open(Negotiation.OFFER);
        described("s9", ANOTHER, answer("9", offers().getFirst()));
        hello("s1", GREATER);
        SessionDescription ours = offers().getLast();
        described("s1", GREATER, offer("1"));
        assertThat(connection.descriptions().getLast().type()).isEqualTo(SdpType.ANSWER);
        described("s1", GREATER, answer("1", ours));
        assertThat(media.count("peerscribe.media.descriptions.rejected", "rule", "unexpected"))
                .isEqualTo(1);
        assertThat(engine.open()).isEqualTo(2);
    }

    @Test
    void aRestartThatCrossesThePeersOfferIsTakenBackOnTheSameLink() {
        FakePeerLink link = offeredAndConnected(GREATER);
        hello("s1", GREATER);
        link.listener().onState(LinkState.FAILED);
        lanes.run();
        assertThat(link.restarts).isEqualTo(1);
        described("s1", GREATER, offer("1"));
        assertThat(connection.descriptions().getLast().type()).isEqualTo(SdpType.ANSWER);
        assertThat(engine.links).hasSize(1);
    }

    @Test
    void theImpoliteSidesRestartStandsButAPeerThatReloadedIsAnswered() {
        FakePeerLink link = offeredAndConnected(SMALLER);
        hello("s1", SMALLER);
        link.listener().onState(LinkState.FAILED);
        lanes.run();
        described("s1", SMALLER, offer("1"));
        assertThat(connection.descriptions().getLast().type()).isEqualTo(SdpType.OFFER);
        described("s1", SMALLER, offer("7"));
        assertThat(connection.descriptions().getLast().type()).isEqualTo(SdpType.ANSWER);
        assertThat(engine.links).hasSize(2);
    }

    @Test
    void aPathThatLivesIsLeftAloneWhenTheRelayComesBack() {
        offeredAndConnected(SMALLER);
        int then = connection.sent.size();
        int told = events.size();
        state(ConnectionState.CONNECTED, ConnectionState.RECONNECTING);
        lanes.pass(Duration.ofMinutes(1));
        state(ConnectionState.RECONNECTING, ConnectionState.CONNECTED);
        hello("s5", SMALLER);
        lanes.pass(Duration.ofMinutes(1));
        assertThat(connection.sent).hasSize(then);
        assertThat(events).hasSize(told);
        assertThat(engine.links).hasSize(1);
        assertThat(sessions.peers("m").getFirst().senderId()).isEqualTo("s5");
    }

    @Test
    void onARelayThatStaysSilentTheAgentOffersOnceMore() {
        offeredAndConnected(SMALLER);
        state(ConnectionState.CONNECTED, ConnectionState.RECONNECTING);
        state(ConnectionState.RECONNECTING, ConnectionState.CONNECTED);
        int then = offers().size();
        lanes.pass(Duration.ofMinutes(1));
        assertThat(offers()).hasSize(then + 1);
        assertThat(engine.links.getFirst().closed).isFalse();
    }

    @Test
    void aPathThatDiedMeanwhileIsMendedByTheOfferer() {
        FakePeerLink link = offeredAndConnected(SMALLER);
        state(ConnectionState.CONNECTED, ConnectionState.RECONNECTING);
        link.listener().onState(LinkState.DISCONNECTED);
        lanes.pass(Duration.ofSeconds(20));
        link.listener().onState(LinkState.FAILED);
        lanes.pass(Duration.ofSeconds(40));
        assertThat(link.restarts).isZero();
        state(ConnectionState.RECONNECTING, ConnectionState.CONNECTED);
        assertThat(link.restarts).isEqualTo(1);
        described("s2", SMALLER, answer("1", offers().getLast()));
        link.listener().onState(LinkState.CONNECTED);
        lanes.pass(Duration.ofMinutes(5));
        assertThat(sessions.peers("m").getFirst().state()).isEqualTo(PeerState.CONNECTED);
        assertThat(events).noneMatch(event -> event instanceof TrackClosed || event instanceof PeerLeft);
    }

    @Test
    void aShortInterruptionCostsNoRestart() {
        FakePeerLink link = offeredAndConnected(SMALLER);
        link.listener().onState(LinkState.DISCONNECTED);
        lanes.pass(Duration.ofSeconds(1));
        link.listener().onState(LinkState.CONNECTED);
        lanes.pass(Duration.ofMinutes(1));
        assertThat(link.restarts).isZero();
    }

    @Test
    void whoseOfferItWasNotWaitsForThePeersWithinABound() {
        FakePeerLink link = answeredAndConnected(SMALLER);
        link.listener().onState(LinkState.FAILED);
        lanes.pass(Duration.ofSeconds(19));
        assertThat(link.restarts).isZero();
        assertThat(sessions.peers("m").getFirst().state()).isEqualTo(PeerState.DISCONNECTED);
        described(
                "s1",
                SMALLER,
                TestSdp.of("1")
                        .fragment("next")
                        .audio("sendrecv")
                        .video("sendrecv")
                        .offer());
        lanes.pass(Duration.ofSeconds(20));
        assertThat(engine.links).hasSize(1);
        link.listener().onState(LinkState.CONNECTED);
        lanes.run();
        assertThat(sessions.peers("m").getFirst().state()).isEqualTo(PeerState.CONNECTED);
        link.listener().onState(LinkState.FAILED);
        lanes.pass(Duration.ofSeconds(21));
        assertThat(of(PeerLeft.class)).extracting(PeerLeft::reason).containsExactly("disconnected");
    }

    @Test
    void aBrokenPathWithoutSignallingIsGivenUpInTheEndHoweverOftenTheRelayFlaps() {
        FakePeerLink link = answeredAndConnected(SMALLER);
        link.listener().onState(LinkState.FAILED);
        for (int i = 0; i < 10; i++) {
            state(ConnectionState.CONNECTED, ConnectionState.RECONNECTING);
            lanes.pass(Duration.ofSeconds(10));
            state(ConnectionState.RECONNECTING, ConnectionState.CONNECTED);
            lanes.pass(Duration.ofSeconds(10));
        }
        assertThat(of(PeerLeft.class)).extracting(PeerLeft::reason).containsExactly("disconnected");
    }

    @Test
    void afterARestartOfTheRelayAnOldIdMayBeAnotherPeers() {
        open(Negotiation.ANSWER);
        described(
                "1", SMALLER, TestSdp.of("1").fragment("aaaa").audio("sendrecv").offer());
        described(
                "2", ANOTHER, TestSdp.of("2").fragment("bbbb").audio("sendrecv").offer());
        state(ConnectionState.CONNECTED, ConnectionState.RECONNECTING);
        state(ConnectionState.RECONNECTING, ConnectionState.CONNECTED);
        candidate("1", "bbbb");
        candidate("2", "aaaa");
        assertThat(engine.links).allMatch(link -> link.candidates.size() == 1);
        IceCandidate ours = new IceCandidate("candidate:1 1 udp 1 192.0.2.9 5000 typ host", "0", 0, null);
        engine.links.getFirst().listener().onCandidate(ours);
        lanes.run();
        assertThat(connection.sent.getLast()).isEqualTo(new Sent(ours, null));
    }

    private FakePeerLink offeredAndConnected(PeerKey peer) {
        open(Negotiation.OFFER);
        described("s1", peer, answer("1", offers().getLast()));
        engine.latest().listener().onState(LinkState.CONNECTED);
        lanes.run();
        return engine.latest();
    }

    private FakePeerLink answeredAndConnected(PeerKey peer) {
        open(Negotiation.ANSWER);
        described("s1", peer, offer("1"));
        engine.latest().listener().onState(LinkState.CONNECTED);
        lanes.run();
        return engine.latest();
    }

    private void open(Negotiation negotiation) {
        sessions.open(connection, negotiation, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
        lanes.run();
    }

    private void described(String sender, PeerKey key, SessionDescription description) {
        sessions.on(TestSdp.received("m", sender, key, description));
        lanes.run();
    }

    private void candidate(String sender, String generation) {
        IceCandidate candidate = new IceCandidate("candidate:1 1 udp 1 192.0.2.1 5000 typ host", "0", 0, generation);
        sessions.on(new SignalingEvent.CandidateReceived("m", sender, candidate));
        lanes.run();
    }

    private void hello(String sender, PeerKey key) {
        PeerHello hello = new PeerHello("n", PeerHello.PARTICIPANT, Set.of(PeerHello.PERFECT_NEGOTIATION));
        sessions.on(new SignalingEvent.HelloReceived("m", sender, key, hello));
        lanes.run();
    }

    private void state(ConnectionState from, ConnectionState to) {
        connection.state = to;
        sessions.on(new SignalingEvent.StateChanged("m", from, to, null));
        lanes.run();
    }

    private List<SessionDescription> offers() {
        return connection.descriptions().stream()
                .filter(description -> description.type() == SdpType.OFFER)
                .toList();
    }

    private <T extends MediaEvent> List<T> of(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static SessionDescription offer(String session) {
        return TestSdp.of(session).audio("sendrecv").video("sendrecv").offer();
    }

    private static SessionDescription answer(String session, SessionDescription offer) {
        return TestSdp.of(session)
                .answering(offer)
                .audio("sendonly")
                .video("sendonly")
                .answer();
    }
}
