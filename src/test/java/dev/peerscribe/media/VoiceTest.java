package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which peers are told of the agent's own tracks, and when. */
class VoiceTest {
    private static final Set<TrackKind> BOTH = EnumSet.allOf(TrackKind.class);
    private static final AudioBlock BLOCK = new AudioBlock(0, new byte[960], 48_000, 1);

    private final TestMedia media = new TestMedia();
    private final ManualLanes lanes = new ManualLanes();
    private final FakeMediaEngine engine = new FakeMediaEngine();
    private final FakeConnection connection = new FakeConnection();
    private final List<Object> events = new ArrayList<>();
    private final MediaSessionRegistry sessions = new MediaSessionRegistry(
            TestMedia.engines(engine), TestMedia.properties(), media.metrics, lanes, lanes, events::add);

    @AfterEach
    void everythingEnds() {
        sessions.stop();
        assertThat(lanes.running()).isZero();
        assertThat(engine.open()).isZero();
    }

    @Test
    void aPeerThatIsConnectedIsToldByAnOfferAndHearsOnceItAgreed() {
        open();
        FakePeerLink link = calls("s1", TestKeys.key());
        Voice voice = speak();
        assertThat(offersTo("s1")).isEqualTo(1);
        assertThat(link.sending).isEqualTo(BOTH);
        assertThat(link.restarts).as("it is no restart").isZero();
        assertThat(voice.listeners()).isZero();
        agrees("s1");
        assertThat(voice.listeners()).isEqualTo(1);
        voice.accept(BLOCK);
        assertThat(link.pushed).hasSize(1);
        assertThat(media.count("peerscribe.media.frames.sent", "kind", "audio")).isEqualTo(1);

        voice.close();
        lanes.run();
        assertThat(link.sending).isEmpty();
        assertThat(offersTo("s1")).isEqualTo(2);
        voice.accept(BLOCK);
        assertThat(link.pushed).hasSize(1);
    }

    /** So it is nobody's presence either, and keeps no meeting from being silent, which is seen by what peers send. */
    @Test
    void whatTheAgentSaysIsNobodysTrackAndNobodysSpeech() {
        open();
        FakePeerLink link = calls("s1", TestKeys.key());
        List<String> before = tracks().stream().map(TrackSnapshot::id).toList();
        Voice voice = speak();
        agrees("s1");
        byte[] loud = new byte[960];
        Arrays.fill(loud, (byte) 0x10);
        for (int i = 0; i < 100; i++) {
            voice.accept(new AudioBlock(Duration.ofMillis(10L * i).toNanos(), loud, 48_000, 1));
        }
        looksAgain();
        assertThat(link.pushed).hasSize(100);
        assertThat(tracks()).extracting(TrackSnapshot::id).isEqualTo(before);
        assertThat(tracks()).noneMatch(track -> track.speaking() || (track.level() != null && track.level() > 0));
        assertThat(events).noneMatch(MediaEvent.SpeakingChanged.class::isInstance);
    }

    private List<TrackSnapshot> tracks() {
        return sessions.peers("m").stream()
                .flatMap(peer -> peer.tracks().stream())
                .toList();
    }

    @Test
    void whoComesLaterIsToldOnceItIsConnected() {
        open();
        Voice voice = speak();
        described("s1", TestKeys.key(), offer("1"));
        assertThat(offersTo("s1")).as("while its first call is being made").isZero();
        connected();
        assertThat(offersTo("s1")).isEqualTo(1);
        agrees("s1");
        assertThat(voice.listeners()).isEqualTo(1);
    }

    @Test
    void anOfferOfThePeersThatCrossesOursIsAnsweredAndThePeerIsToldAnew() {
        open();
        PeerKey alice = TestKeys.key();
        FakePeerLink link = calls("s1", alice);
        Voice voice = speak();
        described("s1", alice, offer("s1"));
        assertThat(connection.descriptions().getLast().type()).isEqualTo(SdpType.OFFER);
        assertThat(link.offers).isEqualTo(2);
        agrees("s1");
        assertThat(voice.listeners()).isEqualTo(1);
        assertThat(link.offers).isEqualTo(2);
    }

    @Test
    void amongPeersThatKnowNoAddresseesNobodyIsOfferedWhatAnotherWouldTake() {
        open();
        PeerKey alice = TestKeys.key();
        PeerKey bob = TestKeys.key();
        calls("s1", alice);
        calls("s2", bob);
        speak();
        assertThat(offersTo("s1") + offersTo("s2")).isZero();
        knowsAddressees("s2", bob);
        looksAgain();
        assertThat(offersTo("s1")).isEqualTo(1);
        assertThat(offersTo("s2")).isZero();
        knowsAddressees("s1", alice);
        looksAgain();
        assertThat(offersTo("s2")).isEqualTo(1);
    }

    @Test
    void aLinkThatThePeerMadeIsNotOursByHavingBeenSpokenOn() {
        open();
        PeerKey alice = TestKeys.key();
        FakePeerLink link = calls("s1", alice);
        Voice voice = speak();
        agrees("s1");
        assertThat(offersTo("s1")).isEqualTo(1);
        PeerKey bob = TestKeys.key();
        calls("s2", bob);
        voice.close();
        looksAgain();
        link.listener().onState(LinkState.FAILED);
        looksAgain();
        assertThat(offersTo("s1")).as("which a stranger would take").isEqualTo(1);
        link.listener().onState(LinkState.CONNECTED);
        knowsAddressees("s2", bob);
        looksAgain();
        assertThat(offersTo("s1")).isEqualTo(2);
    }

    @Test
    void aLinkThatTheEngineIsNotDoneWithInTimeIsClosed() {
        open();
        FakePeerLink link = calls("s1", TestKeys.key());
        Voice voice = speak();
        link.slow = true;
        agrees("s1");
        assertThat(link.closed).isTrue();
        assertThat(voice.listeners()).isZero();
    }

    @Test
    void aPeerThatDoesNotAnswerIsToldOnce() {
        open();
        calls("s1", TestKeys.key());
        Voice voice = speak();
        lanes.pass(Duration.ofMinutes(5));
        assertThat(offersTo("s1")).isEqualTo(1);
        voice.close();
        lanes.pass(Duration.ofMinutes(5));
        assertThat(offersTo("s1")).isEqualTo(2);
    }

    @Test
    void oneThingIsSentAtATimeAndNothingBeyondTheMeeting() {
        open();
        Voice voice = speak();
        assertThatThrownBy(this::speak)
                .isInstanceOfSatisfying(
                        VoiceRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(VoiceRefusedException.Reason.TAKEN));
        assertThat(Objects.requireNonNull(sessions.refusal("m")).reason())
                .isEqualTo(VoiceRefusedException.Reason.TAKEN);
        voice.close();
        Voice next = speak();
        sessions.close("m");
        assertThat(next.isOpen()).isFalse();
        assertThatThrownBy(this::speak)
                .isInstanceOfSatisfying(
                        VoiceRefusedException.class,
                        refused ->
                                assertThat(refused.reason()).isEqualTo(VoiceRefusedException.Reason.UNKNOWN_MEETING));
    }

    private void open() {
        sessions.open(connection, Negotiation.ANSWER, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
    }

    private Voice speak() {
        Voice voice = sessions.speak("m", BOTH);
        lanes.run();
        return voice;
    }

    /** A peer offers, and is connected. */
    private FakePeerLink calls(String sender, PeerKey key) {
        described(sender, key, offer(sender));
        connected();
        return engine.latest();
    }

    private void connected() {
        engine.latest().listener().onState(LinkState.CONNECTED);
        lanes.run();
    }

    private void described(String sender, PeerKey key, SessionDescription description) {
        sessions.on(TestSdp.received("m", sender, key, description));
        lanes.run();
    }

    private void knowsAddressees(String sender, PeerKey key) {
        sessions.on(new SignalingEvent.HelloReceived(
                "m", sender, key, new PeerHello("x", PeerHello.PARTICIPANT, Set.of(PeerHello.ADDRESSING))));
        lanes.run();
    }

    /** As with every look at the statistics. */
    private void looksAgain() {
        lanes.pass(TestMedia.properties().statisticsInterval());
    }

    /** The peer answers the latest offer. */
    private void agrees(String sender) {
        SessionDescription offer = offers(sender).getLast();
        PeerKey key = sessions.peers("m").stream()
                .filter(peer -> peer.senderId().equals(sender))
                .findAny()
                .orElseThrow()
                .key();
        described(
                sender,
                key,
                TestSdp.of("1")
                        .answering(offer)
                        .audio("sendrecv")
                        .video("sendrecv")
                        .answer());
    }

    private int offersTo(String sender) {
        return offers(sender).size();
    }

    private List<SessionDescription> offers(String sender) {
        return connection.sent.stream()
                .filter(sent -> sender.equals(sent.to()))
                .map(FakeConnection.Sent::message)
                .filter(SessionDescription.class::isInstance)
                .map(SessionDescription.class::cast)
                .filter(description -> description.type() == SdpType.OFFER)
                .toList();
    }

    private static SessionDescription offer(String session) {
        return TestSdp.of(session).audio("sendrecv").video("sendrecv").offer();
    }
}
