package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.media.FakeConnection.Sent;
import dev.peerscribe.media.MediaEvent.DescriptionApplied;
import dev.peerscribe.media.MediaEvent.PeerJoined;
import dev.peerscribe.media.MediaEvent.PeerLeft;
import dev.peerscribe.media.MediaEvent.PeerStateChanged;
import dev.peerscribe.media.MediaEvent.PeerTrustChanged;
import dev.peerscribe.media.MediaEvent.TrackClosed;
import dev.peerscribe.media.MediaEvent.TrackOpened;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MediaSessionsTest {
    private static final PeerKey ALICE = TestKeys.key();
    private static final PeerKey BOB = TestKeys.key();
    private static final IceCandidate CANDIDATE =
            new IceCandidate("candidate:1 1 udp 2113937151 192.0.2.1 5000 typ host", "0", 0, null);

    private final TestMedia media = new TestMedia();
    private final ManualLanes lanes = new ManualLanes();
    private final FakeMediaEngine engine = new FakeMediaEngine();
    private final FakeConnection connection = new FakeConnection();
    private final List<MediaEvent> events = new ArrayList<>();
    private MediaSessionRegistry sessions = registry(TestMedia.properties());

    @AfterEach
    void everythingEndsOnce() {
        sessions.stop();
        assertThat(lanes.running()).as("lanes that run on").isZero();
        assertThat(engine.open()).as("links that are open").isZero();
        assertThat(sessions.peers("m")).isEmpty();
        Set<String> opened = new HashSet<>();
        Set<String> joined = new HashSet<>();
        Set<String> speaking = new HashSet<>();
        for (MediaEvent event : events) {
            switch (event) {
                case PeerJoined e -> assertThat(joined.add(e.peerId())).isTrue();
                case PeerLeft e -> {
                    assertThat(joined.remove(e.peerId())).isTrue();
                    assertThat(opened).noneMatch(track -> track.startsWith(e.peerId()));
                }
                case TrackOpened e -> {
                    assertThat(joined).contains(e.peerId());
                    assertThat(opened.add(e.peerId() + e.trackId())).isTrue();
                }
                case TrackClosed e ->
                    assertThat(opened.remove(e.peerId() + e.trackId())).isTrue();
                case MediaEvent.TrackMuteChanged e -> assertThat(opened).contains(e.peerId() + e.trackId());
                case MediaEvent.SpeakingChanged e -> {
                    assertThat(opened).contains(e.peerId() + e.trackId());
                    assertThat(e.speaking() ? speaking.add(e.trackId()) : speaking.remove(e.trackId()))
                            .isTrue();
                }
                case PeerStateChanged e -> assertThat(e.from()).isNotEqualTo(e.to());
                case PeerTrustChanged e -> assertThat(joined).contains(e.peerId());
                case DescriptionApplied e -> assertThat(joined).contains(e.peerId());
            }
        }
        assertThat(opened).as("tracks never closed").isEmpty();
        assertThat(joined).as("peers that never left").isEmpty();
        assertThat(speaking).as("peers that never stopped").isEmpty();
    }

    @Test
    void anOfferIsAnsweredToItsSenderAndOpensTracks() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        assertThat(connection.sent).hasSize(1);
        Sent sent = connection.sent.getFirst();
        assertThat(sent.to()).isEqualTo("s1");
        assertThat(sent.message())
                .isInstanceOfSatisfying(
                        SessionDescription.class,
                        answer -> assertThat(answer.type()).isEqualTo(SdpType.ANSWER));
        assertThat(of(TrackOpened.class)).hasSize(2);
        assertThat(of(PeerJoined.class)).hasSize(1);

        PeerSnapshot peer = sessions.peers("m").getFirst();
        assertThat(peer.id()).isEqualTo(ALICE.shortId());
        assertThat(peer.senderId()).isEqualTo("s1");
        assertThat(peer.state()).isEqualTo(PeerState.CONNECTING);
        assertThat(peer.tracks()).hasSize(2);

        engine.latest().listener().onState(LinkState.CONNECTED);
        lanes.run();
        assertThat(peer().state()).isEqualTo(PeerState.CONNECTED);
    }

    @Test
    void ofADescriptionThatTheLinkGoesByTheSignedMessageIsTold() {
        open(Negotiation.ANSWER);
        SessionDescription offer =
                TestSdp.of("1").fingerprint("7B").audio("sendrecv").offer();
        described("s1", ALICE, offer);
        assertThat(of(DescriptionApplied.class)).singleElement().satisfies(applied -> {
            assertThat(applied.peerId()).isEqualTo(ALICE.shortId());
            assertThat(applied.key()).isEqualTo(ALICE);
            assertThat(applied.fingerprints())
                    .singleElement()
                    .satisfies(fingerprint -> assertThat(fingerprint).contains("7B"));
            assertThat(applied.signed())
                    .isEqualTo(TestSdp.received("m", "s1", ALICE, offer).signed());
        });
    }

    @Test
    void ofAnOfferThatTheEngineRefusesNothingIsToldToBeApplied() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, new SessionDescription(SdpType.OFFER, offer("1").sdp() + "a=nonsense\r\n"));
        assertThat(of(DescriptionApplied.class)).isEmpty();
    }

    @Test
    void aRenegotiationKeepsTheLinkAndFollowsTheTracks() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, TestSdp.of("1").audio("sendrecv").offer());
        described("s1", ALICE, offer("1"));
        assertThat(engine.links).hasSize(1);
        assertThat(of(TrackOpened.class)).hasSize(2);
        described(
                "s1", ALICE, TestSdp.of("1").audio("sendrecv").video("inactive").offer());
        assertThat(of(TrackClosed.class)).hasSize(1);
        assertThat(peer().tracks()).hasSize(1);
        assertThat(of(PeerLeft.class)).isEmpty();
    }

    @Test
    void aPeerThatReloadedGetsAFreshLinkAndStaysTheSamePeer() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        described(
                "s2", ALICE, TestSdp.of("2").fingerprint("5B").audio("sendrecv").offer());
        assertThat(engine.links).hasSize(2);
        assertThat(engine.open()).isEqualTo(1);
        assertThat(connection.sent.getLast().to()).isEqualTo("s2");
        assertThat(of(TrackClosed.class)).hasSize(2);
        assertThat(of(PeerJoined.class)).hasSize(1);
        assertThat(of(PeerLeft.class)).isEmpty();
        assertThat(peer().senderId()).isEqualTo("s2");
    }

    @Test
    void aReofferThatTheLinkRefusesIsTriedOnAFreshOne() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        described("s1", ALICE, TestSdp.of("1").audio("sendrecv").offer()); // a section less: the fake refuses that
        assertThat(engine.links).hasSize(2);
        assertThat(connection.descriptions()).hasSize(2);
        assertThat(media.count("peerscribe.media.descriptions.rejected", "rule", "engine"))
                .isEqualTo(1);
    }

    @Test
    void nonsenseFromAConnectedPeerLeavesItsLinkAlone() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        engine.latest().listener().onState(LinkState.CONNECTED);
        described(
                "s1",
                ALICE,
                TestSdp.of("9").audio("sendrecv").line("a=nonsense").offer());
        assertThat(engine.open()).isEqualTo(1);
        assertThat(engine.links.getFirst().closed).isFalse();
        assertThat(peer().state()).isEqualTo(PeerState.CONNECTED);
        assertThat(media.count("peerscribe.media.negotiations", "outcome", "rejected"))
                .isEqualTo(1);
    }

    @Test
    void nonsenseFromAStrangerEndsItsSession() {
        open(Negotiation.ANSWER);
        described(
                "s1",
                ALICE,
                TestSdp.of("9").audio("sendrecv").line("a=nonsense").offer());
        assertThat(of(PeerLeft.class)).extracting(PeerLeft::reason).containsExactly("negotiation-failed");
        assertThat(connection.sent).isEmpty();
    }

    @Test
    void whatBreaksTheGateNeverReachesTheEngine() {
        open(Negotiation.ANSWER);
        described(
                "s1",
                ALICE,
                TestSdp.of("1").audio("sendrecv").line("a=fmtp:%n%n%s%s").offer());
        described("s1", ALICE, new SessionDescription(SdpType.OFFER, "x".repeat(300_000)));
        candidate("s1", new IceCandidate("candidate:%s%s%s", "0", 0, null));
        candidate("s1", new IceCandidate("candidate:1 1 udp 1 x.local 5000 typ host", "0", 0, null));
        assertThat(engine.links).isEmpty();
        assertThat(events).isEmpty();
        assertThat(media.count("peerscribe.media.descriptions.rejected", "rule", "percent"))
                .isEqualTo(1);
        assertThat(media.count("peerscribe.media.descriptions.rejected", "rule", "size"))
                .isEqualTo(1);
        assertThat(media.count("peerscribe.media.candidates.rejected", "cause", "percent"))
                .isEqualTo(1);
        assertThat(media.count("peerscribe.media.candidates.rejected", "cause", "host-name"))
                .isEqualTo(1);
    }

    @Test
    void candidatesBeforeTheirDescriptionAreKeptForAWhile() {
        open(Negotiation.ANSWER);
        candidate("s1", CANDIDATE);
        candidate("s1", CANDIDATE);
        candidate("s2", CANDIDATE);
        described("s1", ALICE, offer("1"));
        assertThat(engine.latest().candidates).hasSize(2);
        lanes.pass(Duration.ofSeconds(31));
        described("s2", BOB, offer("2"));
        assertThat(engine.latest().candidates).isEmpty();
    }

    @Test
    void earlyCandidatesAreBounded() {
        open(Negotiation.ANSWER);
        for (int i = 0; i < 70; i++) {
            candidate("s1", CANDIDATE);
        }
        for (int i = 0; i < 70; i++) {
            candidate("other" + i, CANDIDATE);
        }
        assertThat(media.count("peerscribe.media.candidates.rejected", "cause", "overload"))
                .isEqualTo(6 + 7);
    }

    @Test
    void aCandidateWithoutSenderGoesToWhoseGenerationItIs() {
        open(Negotiation.ANSWER);
        IceCandidate early = new IceCandidate(CANDIDATE.candidate(), "0", 0, "bbbb");
        candidate("", early);
        described("", ALICE, TestSdp.of("1").fragment("aaaa").audio("sendrecv").offer());
        described("", BOB, TestSdp.of("2").fragment("bbbb").audio("sendrecv").offer());
        candidate("", early);
        assertThat(engine.links.get(0).candidates).isEmpty();
        assertThat(engine.links.get(1).candidates).hasSize(2);
    }

    @Test
    void aCandidateOfTheNextGenerationWaitsForItsDescription() {
        open(Negotiation.ANSWER);
        described(
                "s1", ALICE, TestSdp.of("1").fragment("aaaa").audio("sendrecv").offer());
        candidate("s1", new IceCandidate(CANDIDATE.candidate(), "0", 0, "bbbb"));
        assertThat(engine.latest().candidates).isEmpty();
        described(
                "s1", ALICE, TestSdp.of("1").fragment("bbbb").audio("sendrecv").offer());
        assertThat(engine.latest().candidates).hasSize(1);
        assertThat(engine.links).hasSize(1);
    }

    @Test
    void theOffererOffersAtOnceAndTheFirstAnswerBindsTheLink() {
        open(Negotiation.OFFER);
        lanes.run();
        assertThat(connection.sent).hasSize(1);
        assertThat(connection.sent.getFirst().to()).isNull();
        assertThat(sessions.peers("m")).isEmpty();

        described("s1", ALICE, answer("1"));
        assertThat(engine.links).hasSize(1);
        assertThat(peer().id()).isEqualTo(ALICE.shortId());
        assertThat(of(TrackOpened.class))
                .hasSize(2)
                .allMatch(track -> track.peerId().equals(ALICE.shortId()));

        described("s2", BOB, answer("2"));
        assertThat(engine.links).hasSize(2);
        assertThat(connection.sent.getLast().to()).isEqualTo("s2");
        described("s2", BOB, answer("2"));
        assertThat(of(TrackOpened.class)).hasSize(4);
        assertThat(sessions.peers("m")).hasSize(2);
    }

    @Test
    void anOfferThatNobodyAnswersIsMadeAnew() {
        open(Negotiation.OFFER);
        lanes.pass(Duration.ofSeconds(35));
        assertThat(connection.descriptions()).hasSize(4);
        assertThat(engine.open()).isEqualTo(1);
        described("s1", ALICE, answer("1"));
        engine.latest().listener().onState(LinkState.CONNECTED);
        lanes.pass(Duration.ofSeconds(60));
        assertThat(connection.descriptions()).hasSize(4);
    }

    @Test
    void theOffererOffersAnewWhenTheRelayComesBack() {
        open(Negotiation.OFFER);
        lanes.run();
        state(ConnectionState.CONNECTED, ConnectionState.RECONNECTING);
        lanes.pass(Duration.ofSeconds(30));
        assertThat(connection.descriptions()).hasSize(1);
        state(ConnectionState.RECONNECTING, ConnectionState.CONNECTED);
        assertThat(connection.descriptions()).hasSize(2);
        assertThat(engine.open()).isEqualTo(1);
    }

    @Test
    void autoOffersOnlyWhereNobodyElseDoes() {
        open(Negotiation.AUTO);
        lanes.pass(Duration.ofSeconds(4));
        assertThat(connection.sent).isEmpty();
        described("s1", ALICE, offer("1"));
        lanes.pass(Duration.ofSeconds(20));
        assertThat(connection.descriptions())
                .extracting(SessionDescription::type)
                .containsExactly(SdpType.ANSWER);
    }

    @Test
    void autoOffersAfterASilence() {
        open(Negotiation.AUTO);
        lanes.pass(Duration.ofSeconds(7));
        assertThat(connection.descriptions())
                .extracting(SessionDescription::type)
                .containsExactly(SdpType.OFFER);
    }

    @Test
    void bothOfferingAtOnceEndsInOneLink() {
        open(Negotiation.OFFER);
        lanes.run();
        described("s1", ALICE, offer("1"));
        assertThat(engine.open()).isEqualTo(2);
        described("s1", ALICE, answer("1"));
        assertThat(engine.open()).isEqualTo(1);
        assertThat(engine.links.getFirst().closed).isFalse();
        assertThat(of(PeerLeft.class)).isEmpty();
        assertThat(sessions.peers("m")).hasSize(1);
    }

    @Test
    void anAnswerToNothingIsCountedAndMakesNoPeer() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, answer("1"));
        assertThat(events).isEmpty();
        assertThat(media.count("peerscribe.media.descriptions.rejected", "rule", "unexpected"))
                .isEqualTo(1);
    }

    @Test
    void aHelloMakesAPeerPresentAndSilenceMakesItLeave() {
        open(Negotiation.ANSWER);
        hello("s1", ALICE, "Alice", PeerHello.PARTICIPANT);
        assertThat(of(PeerJoined.class)).extracting(PeerJoined::name).containsExactly("Alice");
        assertThat(peer().state()).isEqualTo(PeerState.PRESENT);
        assertThat(peer().role()).isEqualTo("participant");
        lanes.pass(Duration.ofMinutes(6));
        assertThat(of(PeerLeft.class)).extracting(PeerLeft::reason).containsExactly("not-seen");
    }

    @Test
    void theOffererInvitesNewcomersButNoRecorder() {
        open(Negotiation.OFFER);
        lanes.run();
        described("s1", ALICE, answer("1"));
        hello("s9", TestKeys.key(), "another agent", PeerHello.RECORDER);
        assertThat(connection.descriptions()).hasSize(1);
        hello("s2", BOB, "Bob", PeerHello.PARTICIPANT);
        assertThat(connection.sent.getLast().to()).isEqualTo("s2");
    }

    @Test
    void presentPeersAreBounded() {
        sessions = registry(TestMedia.properties(Map.of("peerscribe.media.max-present", "3")));
        open(Negotiation.ANSWER);
        List<PeerKey> keys = Stream.generate(TestKeys::key).limit(5).toList();
        for (PeerKey key : keys) {
            hello("s" + key.shortId(), key, "n", PeerHello.PARTICIPANT);
            lanes.pass(Duration.ofSeconds(1));
        }
        assertThat(sessions.peers("m"))
                .extracting(PeerSnapshot::key)
                .containsExactlyInAnyOrderElementsOf(keys.subList(2, 5));
    }

    @Test
    void whereEveryPeerIsLinkedAnotherIsRefusedAndCounted() {
        sessions = registry(TestMedia.properties(Map.of("peerscribe.media.max-present", "1")));
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        hello("s2", BOB, "Bob", PeerHello.PARTICIPANT);
        assertThat(sessions.peers("m")).extracting(PeerSnapshot::key).containsExactly(ALICE);
        assertThat(media.count("peerscribe.media.peers.refused", "cause", "too-many"))
                .isEqualTo(1);
    }

    @Test
    void linksAreBoundedAndTheRefusalIsCounted() {
        sessions = registry(TestMedia.properties(Map.of("peerscribe.media.max-peers", "1")));
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        described("s2", BOB, offer("2"));
        assertThat(engine.links).hasSize(1);
        assertThat(media.count("peerscribe.media.negotiations", "outcome", "refused"))
                .isEqualTo(1);
        assertThat(sessions.peers("m"))
                .extracting(PeerSnapshot::state)
                .containsExactlyInAnyOrder(PeerState.CONNECTING, PeerState.PRESENT);
    }

    @Test
    void aShortDisconnectionIsSurvivedAndALongOneIsNot() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        PeerLinkListener link = engine.latest().listener();
        link.onState(LinkState.CONNECTED);
        lanes.run();
        link.onState(LinkState.DISCONNECTED);
        lanes.pass(Duration.ofSeconds(19));
        assertThat(peer().state()).isEqualTo(PeerState.DISCONNECTED);
        link.onState(LinkState.CONNECTED);
        lanes.pass(Duration.ofSeconds(60));
        assertThat(peer().state()).isEqualTo(PeerState.CONNECTED);
        link.onState(LinkState.DISCONNECTED);
        lanes.pass(Duration.ofSeconds(21));
        assertThat(of(PeerLeft.class)).extracting(PeerLeft::reason).containsExactly("disconnected");
        assertThat(of(TrackClosed.class)).hasSize(2);
        assertThat(pathsFailed("disconnected")).isEqualTo(1);
    }

    @Test
    void whatTheEngineGivesBeforeTheTransportStandsReachesNoSink() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        assertThat(deliveredSound()).isZero();
        engine.latest().listener().onState(LinkState.CONNECTED);
        lanes.run();
        assertThat(deliveredSound()).isEqualTo(1);
    }

    @Test
    void aPeerThatClosesItsChannelAndSendsNothingMoreHasLeft() {
        connected();
        engine.latest().listener().onTextClosed();
        lanes.pass(Duration.ofSeconds(1));
        assertThat(of(PeerLeft.class)).extracting(PeerLeft::reason).containsExactly("left");
    }

    @Test
    void aChannelThatIsRefusedBeforeTheTransportStandsEndsNothing() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        engine.latest().listener().onTextClosed();
        lanes.pass(Duration.ofSeconds(2));
        assertThat(of(PeerLeft.class)).isEmpty();
    }

    @Test
    void aPeerThatClosesItsChannelAndGoesOnSendingStays() {
        connected();
        engine.latest().listener().onTextClosed();
        lanes.run();
        for (int i = 0; i < 40; i++) {
            engine.latest().bytes += 100;
            lanes.pass(Duration.ofMillis(100));
        }
        lanes.pass(Duration.ofSeconds(10));
        assertThat(peer().state()).isEqualTo(PeerState.CONNECTED);
        assertThat(deliveredSound()).isEqualTo(1);
    }

    @Test
    void whatWasUnderWayWhenAPeerLeftIsNoSignOfItsStaying() {
        connected();
        engine.latest().listener().onTextClosed();
        lanes.run();
        engine.latest().bytes += 100;
        lanes.pass(Duration.ofSeconds(2));
        assertThat(of(PeerLeft.class)).extracting(PeerLeft::reason).containsExactly("left");
    }

    @Test
    void theSilenceThatTheEngineInventsForAPeerThatIsAwayIsKeptBack() {
        connected();
        engine.latest().listener().onState(LinkState.DISCONNECTED);
        lanes.run();
        assertThat(deliveredSound()).isZero();
        engine.latest().listener().onState(LinkState.CONNECTED);
        lanes.run();
        assertThat(deliveredSound()).isEqualTo(1);
    }

    @Test
    void aFailedTransportEndsTheSessionAndAnotherOfferBeginsANewOne() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        engine.latest().listener().onState(LinkState.FAILED);
        lanes.run();
        assertThat(sessions.peers("m")).isEmpty();
        described("s1", ALICE, offer("1"));
        assertThat(engine.open()).isEqualTo(1);
        assertThat(sessions.peers("m")).hasSize(1);
    }

    @Test
    void aPeerThatComesBackByAnOfferAloneKeepsItsName() {
        open(Negotiation.ANSWER);
        hello("s1", ALICE, "Alice", PeerHello.PARTICIPANT);
        described("s1", ALICE, offer("1"));
        engine.latest().listener().onState(LinkState.FAILED);
        lanes.run();
        described("s2", ALICE, offer("2"));
        assertThat(peer().name()).isEqualTo("Alice");
        assertThat(of(PeerJoined.class)).extracting(PeerJoined::name).containsExactly("Alice", "Alice");
    }

    @Test
    void theNamesOfThoseWhoLeftAreBounded() {
        sessions = registry(TestMedia.properties(Map.of("peerscribe.media.max-present", "1")));
        open(Negotiation.ANSWER);
        hello("s1", ALICE, "Alice", PeerHello.PARTICIPANT);
        hello("s2", BOB, "Bob", PeerHello.PARTICIPANT); // there is no place for two
        hello("s3", TestKeys.key(), "Carol", PeerHello.PARTICIPANT);
        described("s2", BOB, offer("2"));
        assertThat(peer().name()).isEqualTo("Bob");
        described("s1", ALICE, offer("1"));
        assertThat(sessions.peers("m")).extracting(PeerSnapshot::name).containsExactlyInAnyOrder("Bob");
    }

    @Test
    void theOffererInvitesWhoComesBackByName() {
        open(Negotiation.OFFER);
        lanes.run();
        described("s1", BOB, answer("1"));
        hello("s2", ALICE, "Alice", PeerHello.PARTICIPANT);
        engine.latest().listener().onState(LinkState.FAILED);
        lanes.run();
        int then = connection.descriptions().size();
        hello("s3", ALICE, "Alice", PeerHello.PARTICIPANT);
        assertThat(connection.descriptions()).hasSize(then + 1);
        assertThat(connection.sent.getLast().to()).isEqualTo("s3");
    }

    @Test
    void aLinkThatNeverConnectsIsGivenUp() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        lanes.pass(Duration.ofSeconds(31));
        assertThat(of(PeerLeft.class)).extracting(PeerLeft::reason).containsExactly("connect-timeout");
        assertThat(pathsFailed("connect-timeout")).isEqualTo(1);
    }

    @Test
    void wherePathsFailedIsCountedByCauseButNotOfAnOfferThatNobodyAnswers() {
        open(Negotiation.OFFER);
        lanes.pass(Duration.ofSeconds(100));
        assertThat(engine.links).hasSizeGreaterThan(1);
        assertThat(media.count("peerscribe.media.paths.failed")).isZero();

        described("s1", ALICE, answer("1"));
        engine.latest().listener().onState(LinkState.FAILED);
        lanes.run();
        assertThat(pathsFailed("transport-failed")).isEqualTo(1);
        assertThat(media.count("peerscribe.media.paths.failed")).isEqualTo(1);
    }

    @Test
    void whatAnAbandonedLinkStillSaysIsDropped() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        PeerLinkListener old = engine.latest().listener();
        described("s1", ALICE, offer("2"));
        int then = events.size();
        old.onState(LinkState.FAILED);
        old.onTrackOpened("ghost", TrackKind.VIDEO);
        old.onCandidate(CANDIDATE);
        old.onText("ghost");
        lanes.run();
        assertThat(events).hasSize(then);
        assertThat(connection.texts).isEmpty();
        assertThat(connection.descriptions()).hasSameSizeAs(connection.sent);
    }

    @Test
    void localCandidatesGoToThePeerUnderItsPresentName() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        hello("s7", ALICE, "Alice", PeerHello.PARTICIPANT);
        engine.latest().listener().onCandidate(CANDIDATE);
        lanes.run();
        assertThat(connection.sent.getLast()).isEqualTo(new Sent(CANDIDATE, "s7"));
    }

    @Test
    void textsOfTheChannelGoToSignallingAndBack() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        engine.latest().listener().onText("{}");
        lanes.run();
        assertThat(connection.texts).containsExactly("s1:{}");
    }

    @Test
    void framesReachEverySinkAndAreClosedOnceEach() {
        connected();
        String video = track(TrackKind.VIDEO);
        List<MediaFrame> first = new ArrayList<>();
        List<MediaFrame> second = new ArrayList<>();
        MediaSessions.Attachment one = sessions.attach("m", ALICE.shortId(), video, first::add);
        try (MediaSessions.Attachment two = sessions.attach("m", ALICE.shortId(), video, frame -> {
            second.add(frame);
            throw new IllegalStateException("a sink's mistake");
        })) {
            assertThat(two).isNotSameAs(one);
            FakePicture picture = new FakePicture();
            engine.latest().deliver(video, picture);
            assertThat(first).hasSize(1);
            assertThat(second).hasSize(1);
            assertThat(picture.holders()).isEqualTo(1);
            one.close();
            engine.latest().deliver(video, new FakePicture());
            assertThat(first).hasSize(1);
            first.getFirst().close();
            assertThat(picture.holders()).isZero();
            assertThat(picture.overReleased()).isFalse();
        }
        assertThat(media.count("peerscribe.media.sink.failures")).isEqualTo(2);
        assertThat(media.count("peerscribe.media.frames", "kind", "video")).isEqualTo(2);
    }

    @Test
    void aSinkOfAGoneTrackGetsNothing() {
        open(Negotiation.ANSWER);
        try (MediaSessions.Attachment nowhere = sessions.attach("m", "nobody", "none", frame -> {
            throw new AssertionError();
        })) {
            assertThat(nowhere).isNotNull();
        }
    }

    @Test
    void snapshotsShowCodecSizeLossAndLevel() {
        connected();
        lanes.pass(Duration.ofSeconds(3));
        byte[] loud = new byte[960];
        for (int i = 0; i < loud.length; i += 2) {
            loud[i + 1] = 0x40; // half of full scale
        }
        for (int i = 0; i < 100; i++) {
            engine.latest().deliver(track(TrackKind.AUDIO), new AudioBlock(0, loud, 48_000, 1));
        }
        engine.latest().deliver(track(TrackKind.VIDEO), new FakePicture());
        for (TrackSnapshot track : peer().tracks()) {
            assertThat(track.codec()).isEqualTo("VP8");
            assertThat(track.packetsLost()).isEqualTo(3);
            assertThat(track.bytes()).isEqualTo(1_000);
            if (track.kind() == TrackKind.AUDIO) {
                assertThat(track.level()).isBetween(0.49, 0.51);
                assertThat(track.framesReceived()).isEqualTo(100);
                assertThat(track.width()).isNull();
            } else {
                assertThat(track.width()).isEqualTo(4);
                assertThat(track.height()).isEqualTo(2);
                assertThat(track.level()).isNull();
                assertThat(track.muted()).isFalse();
            }
        }
    }

    @Test
    void whoSpeaksIsToldAndStopsWithTheTrack() {
        connected();
        byte[] loud = new byte[960];
        for (int i = 0; i < loud.length; i += 2) {
            loud[i + 1] = 0x10;
        }
        String sound = track(TrackKind.AUDIO);
        for (int i = 0; i < 10; i++) {
            engine.latest()
                    .deliver(sound, new AudioBlock(Duration.ofMillis(10L * i).toNanos(), loud, 48_000, 1));
        }
        lanes.run();
        assertThat(of(MediaEvent.SpeakingChanged.class))
                .containsExactly(new MediaEvent.SpeakingChanged("m", peer().id(), sound, true));
        assertThat(peer().tracks()).anyMatch(TrackSnapshot::speaking);

        engine.latest().listener().onTrackClosed(sound);
        lanes.run();

        assertThat(of(MediaEvent.SpeakingChanged.class))
                .extracting(MediaEvent.SpeakingChanged::speaking)
                .containsExactly(true, false);
    }

    @Test
    void aFullInboxDropsAndCounts() {
        open(Negotiation.ANSWER);
        lanes.full = true;
        described("s1", ALICE, offer("1"));
        lanes.full = false;
        assertThat(events).isEmpty();
        assertThat(media.count("peerscribe.media.inbox.dropped")).isEqualTo(1);
    }

    @Test
    void anEngineThatOpensNoLinkEndsTheSessionOnly() {
        open(Negotiation.ANSWER);
        engine.broken = true;
        described("s1", ALICE, offer("1"));
        assertThat(of(PeerLeft.class)).hasSize(1);
        engine.broken = false;
        described("s1", ALICE, offer("1"));
        assertThat(connection.descriptions()).hasSize(1);
    }

    @Test
    void aListenersMistakeIsCountedAndTheSessionGoesOn() {
        sessions = new MediaSessionRegistry(
                TestMedia.engines(engine), TestMedia.properties(), media.metrics, lanes, lanes, event -> {
                    events.add((MediaEvent) event);
                    throw new IllegalStateException("a listener's mistake");
                });
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        assertThat(connection.descriptions()).hasSize(1);
        assertThat(media.count("peerscribe.media.listener.failures")).isEqualTo(4);
    }

    @Test
    void leavingTheMeetingClosesTracksBeforePeers() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        hello("s2", BOB, "Bob", PeerHello.PARTICIPANT);
        sessions.close("m");
        sessions.close("m");
        assertThat(of(PeerLeft.class)).hasSize(2).allMatch(left -> left.reason().equals("meeting-left"));
        int then = events.size();
        described("s1", ALICE, offer("1"));
        assertThat(events).hasSize(then);
    }

    private MediaSessionRegistry registry(MediaProperties properties) {
        return new MediaSessionRegistry(
                TestMedia.engines(engine),
                properties,
                media.metrics,
                lanes,
                lanes,
                event -> events.add((MediaEvent) event));
    }

    private void connected() {
        open(Negotiation.ANSWER);
        described("s1", ALICE, offer("1"));
        engine.latest().listener().onState(LinkState.CONNECTED);
        lanes.run();
    }

    private double pathsFailed(String cause) {
        return media.count("peerscribe.media.paths.failed", "engine", "webrtc", "cause", cause);
    }

    /** How many of one block of sound reach a sink. */
    private int deliveredSound() {
        String audio = track(TrackKind.AUDIO);
        List<MediaFrame> delivered = new ArrayList<>();
        try (MediaSessions.Attachment attachment = sessions.attach("m", ALICE.shortId(), audio, delivered::add)) {
            assertThat(attachment).isNotNull();
            engine.latest().deliver(audio, new AudioBlock(0, new byte[960], 48_000, 1));
        }
        return delivered.size();
    }

    private void open(Negotiation negotiation) {
        sessions.open(connection, negotiation, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
    }

    private void described(String sender, PeerKey key, SessionDescription description) {
        sessions.on(TestSdp.received("m", sender, key, description));
        lanes.run();
    }

    private void candidate(String sender, IceCandidate candidate) {
        sessions.on(new SignalingEvent.CandidateReceived("m", sender, candidate));
        lanes.run();
    }

    private void hello(String sender, PeerKey key, String name, String role) {
        sessions.on(new SignalingEvent.HelloReceived("m", sender, key, new PeerHello(name, role, Set.of())));
        lanes.run();
    }

    private void state(ConnectionState from, ConnectionState to) {
        sessions.on(new SignalingEvent.StateChanged("m", from, to, null));
        lanes.run();
    }

    private PeerSnapshot peer() {
        lanes.run();
        assertThat(sessions.peers("m")).hasSize(1);
        return sessions.peers("m").getFirst();
    }

    private String track(TrackKind kind) {
        return of(TrackOpened.class).stream()
                .filter(opened -> opened.kind() == kind)
                .findFirst()
                .orElseThrow()
                .trackId();
    }

    private <T extends MediaEvent> List<T> of(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static SessionDescription offer(String session) {
        return TestSdp.of(session).audio("sendrecv").video("sendrecv").offer();
    }

    /** An answer to the agent's latest offer, or to nothing. */
    private SessionDescription answer(String session) {
        TestSdp sdp = TestSdp.of(session);
        connection.descriptions().reversed().stream()
                .filter(description -> description.type() == SdpType.OFFER)
                .findFirst()
                .ifPresent(sdp::answering);
        return sdp.audio("sendonly").video("sendonly").answer();
    }
}
