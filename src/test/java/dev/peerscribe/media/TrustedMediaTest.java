package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.PeerTrust;
import dev.peerscribe.identity.Trust;
import dev.peerscribe.identity.TrustProperties;
import dev.peerscribe.identity.TrustReason;
import dev.peerscribe.identity.Verdict;
import dev.peerscribe.media.FakeConnection.Sent;
import dev.peerscribe.media.MediaEvent.PeerJoined;
import dev.peerscribe.media.MediaEvent.PeerTrustChanged;
import dev.peerscribe.media.MediaEvent.TrackClosed;
import dev.peerscribe.media.MediaEvent.TrackOpened;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Nobody gets a link whose key the meeting does not trust. */
@Timeout(30)
class TrustedMediaTest {
    private static final PeerKey ALICE = TestKeys.key();
    private static final PeerKey BOB = TestKeys.key();
    private static final PeerKey MALLORY = TestKeys.key();

    private final TestMedia media = new TestMedia();
    private final ManualLanes lanes = new ManualLanes();
    private final FakeMediaEngine engine = new FakeMediaEngine();
    private final FakeConnection connection = new FakeConnection();
    private final List<MediaEvent> events = new ArrayList<>();
    private final List<PeerTrust> trusts = new ArrayList<>();
    private final MediaSessionRegistry sessions = new MediaSessionRegistry(
            TestMedia.engines(engine),
            TestMedia.properties(),
            media.metrics,
            lanes,
            lanes,
            event -> events.add((MediaEvent) event));

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeft() {
        sessions.stop();
        trusts.forEach(PeerTrust::destroy);
        assertThat(lanes.running()).as("lanes that run on").isZero();
        assertThat(engine.open()).as("links that are open").isZero();
    }

    @Test
    void whereAnyKeyIsTakenAPeerIsUnknownAndNothingIsToldOfThat() {
        open(Negotiation.ANSWER, Map.of("policy", "any"));
        offers(ALICE);
        assertThat(answers()).isEqualTo(1);
        assertThat(verdict(ALICE)).isEqualTo(Verdict.UNKNOWN);
        assertThat(told()).isEmpty();
    }

    @Test
    void aRefusedPeerIsSeenToldAndCountedAndGetsNoLink() {
        open(
                Negotiation.ANSWER,
                Map.of("policy", "allow-list", "unknown", "refuse", "allowed[0]", ALICE.fingerprint()));
        offers(ALICE);
        offers(MALLORY);
        offers(MALLORY);

        assertThat(engine.links).hasSize(1);
        assertThat(answers()).isEqualTo(1);
        assertThat(verdict(ALICE).trust()).isEqualTo(Trust.ALLOWED);
        assertThat(verdict(MALLORY)).isEqualTo(new Verdict(Trust.REFUSED, TrustReason.NOT_LISTED));
        assertThat(peer(MALLORY).state()).isEqualTo(PeerState.PRESENT);
        assertThat(told())
                .containsExactly(
                        new PeerTrustChanged("m", ALICE.shortId(), Trust.UNKNOWN, Trust.ALLOWED, null),
                        new PeerTrustChanged(
                                "m", MALLORY.shortId(), Trust.UNKNOWN, Trust.REFUSED, TrustReason.NOT_LISTED));
        assertThat(events.indexOf(told().getLast()))
                .isGreaterThan(events.indexOf(new PeerJoined("m", MALLORY.shortId(), null)));
        assertThat(media.count("peerscribe.media.peers.judged", "trust", "REFUSED", "reason", "not-listed"))
                .isEqualTo(1);
        assertThat(media.count("peerscribe.media.descriptions.rejected", "rule", "untrusted"))
                .isEqualTo(2);
    }

    @Test
    void aFlaggedPeerIsRecordedAndMarked() {
        open(Negotiation.ANSWER, Map.of("policy", "allow-list", "unknown", "flag"));
        offers(MALLORY);
        assertThat(answers()).isEqualTo(1);
        assertThat(of(TrackOpened.class)).hasSize(2);
        assertThat(verdict(MALLORY)).isEqualTo(new Verdict(Trust.UNKNOWN, TrustReason.NOT_LISTED));
        assertThat(told()).extracting(PeerTrustChanged::reason).containsExactly(TrustReason.NOT_LISTED);
    }

    @Test
    void aPeerThatWaitsIsAnsweredOnceItIsApprovedByItsLatestOfferAndCandidates() {
        open(Negotiation.ANSWER, Map.of("policy", "allow-list", "unknown", "hold"));
        candidate("s1", "abcd");
        offers(ALICE, "1");
        candidate("s1", "abcd");
        lanes.pass(Duration.ofMinutes(2));
        described(
                "s1", ALICE, TestSdp.of("2").fragment("efgh").audio("sendrecv").offer());
        candidate("s1", "efgh");
        assertThat(engine.links).isEmpty();
        assertThat(connection.sent).isEmpty();
        assertThat(verdict(ALICE)).isEqualTo(new Verdict(Trust.WAITING, TrustReason.NOT_LISTED));

        assertThat(sessions.approve("m", ALICE.shortId())).isEqualTo(Approval.APPROVED);
        lanes.run();

        assertThat(engine.links).hasSize(1);
        assertThat(of(TrackOpened.class))
                .as("only the sound of the second offer")
                .hasSize(1);
        assertThat(engine.latest().candidates).hasSize(1);
        assertThat(connection.sent).hasSize(1);
        assertThat(connection.sent.getFirst().to()).isEqualTo("s1");
        assertThat(verdict(ALICE).trust()).isEqualTo(Trust.APPROVED);
        lanes.pass(Duration.ofSeconds(5));
        assertThat(connection.sent).hasSize(1);
        assertThat(sessions.approve("m", ALICE.shortId())).isEqualTo(Approval.NOT_WAITING);
    }

    @Test
    void anApprovalOfNobodyAndOfWhoDoesNotWaitIsSaid() {
        assertThat(sessions.approve("m", ALICE.shortId())).isEqualTo(Approval.UNKNOWN_PEER);
        open(
                Negotiation.ANSWER,
                Map.of("policy", "allow-list", "unknown", "refuse", "allowed[0]", ALICE.fingerprint()));
        offers(ALICE);
        offers(MALLORY);
        assertThat(sessions.approve("m", "nobody")).isEqualTo(Approval.UNKNOWN_PEER);
        assertThat(sessions.approve("m", ALICE.shortId())).isEqualTo(Approval.NOT_WAITING);
        assertThat(sessions.approve("m", MALLORY.shortId())).isEqualTo(Approval.NOT_WAITING);
    }

    @Test
    void waitingEndsInARefusal() {
        open(Negotiation.ANSWER, Map.of("policy", "allow-list", "unknown", "hold", "wait-timeout", "60s"));
        offers(ALICE);
        lanes.pass(Duration.ofSeconds(62));
        assertThat(verdict(ALICE)).isEqualTo(new Verdict(Trust.REFUSED, TrustReason.WAIT_EXPIRED));
        assertThat(told()).extracting(PeerTrustChanged::trust).containsExactly(Trust.WAITING, Trust.REFUSED);
        assertThat(sessions.approve("m", ALICE.shortId())).isEqualTo(Approval.NOT_WAITING);
        lanes.pass(Duration.ofMinutes(6));
        assertThat(sessions.peers("m")).isEmpty();
        offers(ALICE);
        assertThat(verdict(ALICE).trust()).isEqualTo(Trust.WAITING);
    }

    @Test
    void whoWaitsIsNotForgottenForBeingSilentNorForACrowdOfOthers() {
        open(Negotiation.ANSWER, Map.of("policy", "allow-list", "unknown", "hold", "max-waiting", "1"));
        offers(ALICE);
        lanes.pass(Duration.ofMinutes(9));
        for (int i = 0; i < 300; i++) {
            described("s" + (2 + i), TestKeys.key(), offer("9"));
        }
        assertThat(sessions.peers("m")).hasSize(256);
        assertThat(sessions.approve("m", ALICE.shortId())).isEqualTo(Approval.APPROVED);
        lanes.run();
        assertThat(answers()).isEqualTo(1);
    }

    @Test
    void aPinnedNameWithAnotherKeyIsHeldBackAndTheOneWhoHasTheNameGoesOn() {
        open(Negotiation.ANSWER, Map.of("policy", "pin-on-first-use", "unknown", "hold"));
        hello("s1", ALICE, "Alice");
        offers(ALICE);
        assertThat(verdict(ALICE).trust()).isEqualTo(Trust.PINNED);
        assertThat(answers()).isEqualTo(1);

        hello("s2", MALLORY, "Alice");
        described("s2", MALLORY, offer("2"));
        assertThat(answers()).isEqualTo(1);
        assertThat(verdict(MALLORY)).isEqualTo(new Verdict(Trust.WAITING, TrustReason.KEY_CHANGED));
        assertThat(media.count("peerscribe.media.peers.judged", "reason", "key-changed"))
                .isEqualTo(1);
        assertThat(engine.open()).isEqualTo(1);
    }

    @Test
    void aPeerThatTakesAPinnedNameLaterLosesItsLinkAndStaysToBeSeen() {
        open(Negotiation.ANSWER, Map.of("policy", "pin-on-first-use", "unknown", "refuse"));
        hello("s1", ALICE, "Alice");
        hello("s2", MALLORY, "Mallory");
        described("s2", MALLORY, offer("2"));
        assertThat(engine.open()).isEqualTo(1);

        hello("s2", MALLORY, "Alice");

        assertThat(engine.open()).isZero();
        assertThat(of(TrackClosed.class)).hasSize(2);
        assertThat(verdict(MALLORY)).isEqualTo(new Verdict(Trust.REFUSED, TrustReason.KEY_CHANGED));
        assertThat(peer(MALLORY).tracks()).isEmpty();
    }

    @Test
    void anOfferThatCameBeforeTheNameIsAnsweredWhenTheNameComes() {
        open(Negotiation.ANSWER, Map.of("policy", "pin-on-first-use", "unknown", "hold"));
        offers(ALICE);
        assertThat(verdict(ALICE)).isEqualTo(new Verdict(Trust.WAITING, TrustReason.NO_NAME));
        hello("s1", ALICE, "Alice");
        assertThat(verdict(ALICE).trust()).isEqualTo(Trust.PINNED);
        assertThat(answers()).isEqualTo(1);
    }

    @Test
    void whoIsTakenOffTheListLosesItsLink() throws IOException {
        Path list = Files.writeString(folder.resolve("allowed"), ALICE.fingerprint());
        open(Negotiation.ANSWER, Map.of("policy", "allow-list", "unknown", "hold", "allowed-file", list.toString()));
        offers(ALICE);
        assertThat(engine.open()).isEqualTo(1);
        Files.writeString(list, BOB.fingerprint());
        trusts.getFirst().look();
        lanes.pass(Duration.ofSeconds(1));
        assertThat(engine.open()).isZero();
        assertThat(verdict(ALICE).trust()).isEqualTo(Trust.WAITING);
        Files.writeString(list, ALICE.fingerprint());
        trusts.getFirst().look();
        lanes.pass(Duration.ofSeconds(1));
        assertThat(verdict(ALICE).trust()).isEqualTo(Trust.ALLOWED);
        offers(ALICE);
        assertThat(engine.open()).isEqualTo(1);
    }

    @Test
    void anAnswerOfWhoIsNotTrustedIsNotTakenAndOnceApprovedThePeerIsOfferedALink() {
        open(Negotiation.OFFER, Map.of("policy", "allow-list", "unknown", "hold"));
        lanes.run();
        described(
                "s1", ALICE, TestSdp.of("1").audio("sendonly").video("sendonly").answer());
        assertThat(of(TrackOpened.class)).isEmpty();
        assertThat(verdict(ALICE).trust()).isEqualTo(Trust.WAITING);
        int sent = connection.descriptions().size();

        assertThat(sessions.approve("m", ALICE.shortId())).isEqualTo(Approval.APPROVED);
        lanes.run();

        assertThat(connection.descriptions()).hasSize(sent + 1);
        Sent offer = connection.sent.getLast();
        assertThat(offer.to()).isEqualTo("s1");
        SessionDescription second = (SessionDescription) offer.message();
        assertThat(second.type()).isEqualTo(SdpType.OFFER);
        described("s1", ALICE, answerTo(second));
        assertThat(of(TrackOpened.class)).hasSize(2);
    }

    private static SessionDescription answerTo(SessionDescription offer) {
        return TestSdp.of("1")
                .answering(offer)
                .audio("sendonly")
                .video("sendonly")
                .answer();
    }

    @Test
    void theOffererInvitesNobodyWhoIsNotTrusted() {
        open(Negotiation.OFFER, Map.of("policy", "allow-list", "unknown", "hold", "allowed[0]", ALICE.fingerprint()));
        lanes.run();
        described(
                "s1", ALICE, TestSdp.of("1").audio("sendonly").video("sendonly").answer());
        int sent = connection.descriptions().size();
        hello("s2", BOB, "Bob");
        assertThat(connection.descriptions()).hasSize(sent);
        assertThat(verdict(BOB).trust()).isEqualTo(Trust.WAITING);
    }

    @Test
    void anAnswerToNothingTakesNoPlaceInTheWaitingRoom() {
        open(Negotiation.ANSWER, Map.of("policy", "allow-list", "unknown", "hold", "max-waiting", "1"));
        described("s9", MALLORY, TestSdp.of("1").audio("sendonly").answer());
        offers(ALICE);
        assertThat(verdict(ALICE).trust()).isEqualTo(Trust.WAITING);
        assertThat(sessions.peers("m")).hasSize(1);
        offers(BOB);
        assertThat(verdict(BOB)).isEqualTo(new Verdict(Trust.REFUSED, TrustReason.TOO_MANY_WAITING));
    }

    private void open(Negotiation negotiation, Map<String, String> given) {
        Map<String, String> all = new HashMap<>();
        given.forEach((name, value) -> all.put("peerscribe.identity.trust." + name, value));
        all.put(
                "peerscribe.identity.trust.pins-path",
                folder.resolve("pins.json").toString());
        PeerTrust trust = new PeerTrust(
                new Binder(new MapConfigurationPropertySource(all))
                        .bindOrCreate("peerscribe.identity.trust", TrustProperties.class),
                media.registry,
                lanes);
        trusts.add(trust);
        sessions.open(connection, negotiation, trust.open(URI.create("ws://relay/room"), null), EngineKind.WEBRTC);
    }

    private void offers(PeerKey key) {
        offers(key, "1");
    }

    private void offers(PeerKey key, String session) {
        described("s1", key, offer(session));
    }

    private void described(String sender, PeerKey key, SessionDescription description) {
        sessions.on(TestSdp.received("m", sender, key, description));
        lanes.run();
    }

    private void candidate(String sender, String generation) {
        sessions.on(new SignalingEvent.CandidateReceived(
                "m",
                sender,
                new IceCandidate(
                        "candidate:1 1 udp 2113937151 192.0.2.1 5000 typ host ufrag " + generation, "0", 0, null)));
        lanes.run();
    }

    private void hello(String sender, PeerKey key, String name) {
        sessions.on(new SignalingEvent.HelloReceived(
                "m", sender, key, new PeerHello(name, PeerHello.PARTICIPANT, Set.of())));
        lanes.run();
    }

    private long answers() {
        return connection.descriptions().stream()
                .filter(description -> description.type() == SdpType.ANSWER)
                .count();
    }

    private PeerSnapshot peer(PeerKey key) {
        lanes.run();
        return sessions.peers("m").stream()
                .filter(peer -> peer.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private Verdict verdict(PeerKey key) {
        return peer(key).verdict();
    }

    private List<PeerTrustChanged> told() {
        return of(PeerTrustChanged.class);
    }

    private <T extends MediaEvent> List<T> of(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static SessionDescription offer(String session) {
        return TestSdp.of(session).audio("sendrecv").video("sendrecv").offer();
    }
}
