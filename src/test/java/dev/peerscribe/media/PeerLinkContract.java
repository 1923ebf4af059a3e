package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every engine does, the fake that other tests stand on included. */
@Timeout(30)
public abstract class PeerLinkContract {
    private static final IceCandidate CANDIDATE =
            new IceCandidate("candidate:1 1 udp 2113937151 192.0.2.1 5000 typ host", "0", 0, null);

    private final RecordingListener listener = new RecordingListener();
    private MediaEngine engine = new FakeMediaEngine();
    private PeerLink link = engine.open(listener);

    /** An engine that runs. */
    protected abstract MediaEngine engine();

    @BeforeEach
    void openALink() {
        engine = engine();
        link = engine.open(listener);
    }

    @AfterEach
    void closeEverything() {
        link.close();
        engine.close();
    }

    @Test
    void anAnswerOpensEveryTrackOnceAndARepeatOpensNone() throws Exception {
        SessionDescription offer =
                TestSdp.of("1").audio("sendrecv").video("sendonly").offer();
        assertThat(link.answer(offer).type()).isEqualTo(SdpType.ANSWER);
        assertThat(listener.opened.values()).containsExactlyInAnyOrder(TrackKind.AUDIO, TrackKind.VIDEO);
        link.answer(offer);
        assertThat(listener.openings).hasSize(2);
        assertThat(listener.closings).isEmpty();
    }

    @Test
    void aSectionThatSendsNothingOpensNoTrack() throws Exception {
        link.answer(TestSdp.of("1").audio("sendrecv").video("inactive").offer());
        assertThat(listener.opened.values()).containsExactly(TrackKind.AUDIO);
    }

    @Test
    void aTrackThatStopsIsClosedOnceAndComesBackUnderAnotherId() throws Exception {
        link.answer(TestSdp.of("1").audio("sendrecv").video("sendrecv").offer());
        String video = listener.open(TrackKind.VIDEO);
        link.answer(TestSdp.of("1").audio("sendrecv").video("inactive").offer());
        assertThat(listener.closings).containsExactly(video);
        link.answer(TestSdp.of("1").audio("sendrecv").video("sendrecv").offer());
        assertThat(listener.closings).containsExactly(video);
        assertThat(listener.open(TrackKind.VIDEO)).isNotEqualTo(video);
    }

    @Test
    void anOfferAsksForSoundAndPicture() throws Exception {
        assertThat(link.offer(false).sdp()).contains("m=audio", "m=video", "a=recvonly");
    }

    @Test
    void onlyAnEngineThatDecodesHasAChannel() throws Exception {
        assertThat(link.offer(false).sdp().contains("m=application")).isEqualTo(engine.kind() == EngineKind.WEBRTC);
    }

    @Test
    void onlyAnEngineThatEncodesSends() throws Exception {
        link.answer(TestSdp.of("1").audio("sendrecv").video("sendrecv").offer());
        link.send(Set.of());
        if (engine.kind() == EngineKind.WEBRTC) {
            link.send(Set.of(TrackKind.AUDIO));
            assertThat(link.isHeard()).as("before the peer was told").isFalse();
        } else {
            assertThatThrownBy(() -> link.send(Set.of(TrackKind.AUDIO))).isInstanceOf(NegotiationException.class);
            assertThat(link.push(new AudioBlock(0, new byte[960], 48_000, 1))).isFalse();
        }
    }

    @Test
    void aFurtherOfferTakesThePlaceOfOneWithoutAnAnswer() throws Exception {
        link.offer(false);
        assertThat(link.offer(true).sdp()).contains("m=audio", "m=video", "a=recvonly");
    }

    @Test
    void noTwoLinksOfferTheSameSections() throws Exception {
        try (PeerLink other = engine.open(new RecordingListener())) {
            List<String> sections = SectionIds.of(link.offer(false).sdp());
            assertThat(sections.subList(0, 2))
                    .as("of sound and picture")
                    .doesNotContainAnyElementsOf(
                            SectionIds.of(other.offer(false).sdp()));
        }
    }

    @Test
    void whereAnOfferIsTakenBackTheOtherSidesIsAnswered() throws Exception {
        link.offer(false);
        link.rollback();
        assertThatThrownBy(() -> link.accept(TestSdp.of("1").audio("sendrecv").answer()))
                .isInstanceOf(NegotiationException.class);
        link.answer(TestSdp.of("1").audio("sendrecv").offer());
        assertThat(listener.opened.values()).containsExactly(TrackKind.AUDIO);
    }

    @Test
    void aCandidateBeforeAnyDescriptionIsRefused() {
        assertThatThrownBy(() -> link.add(CANDIDATE)).isInstanceOf(NegotiationException.class);
    }

    @Test
    void aCandidateAfterADescriptionIsTaken() throws Exception {
        link.answer(TestSdp.of("1").audio("sendrecv").offer());
        link.add(CANDIDATE);
    }

    @Test
    void anAnswerToNothingIsRefused() {
        SessionDescription answer = TestSdp.of("1").audio("sendrecv").answer();
        assertThatThrownBy(() -> link.accept(answer)).isInstanceOf(NegotiationException.class);
    }

    @Test
    void nonsenseIsRefusedAndTheLinkGoesOn() throws Exception {
        SessionDescription nonsense =
                new SessionDescription(SdpType.OFFER, "v=0\r\nm=audio 9 nonsense 0\r\nsome private words\r\n");
        assertThatThrownBy(() -> link.answer(nonsense))
                .isInstanceOf(NegotiationException.class)
                .hasMessageNotContaining("private");
        link.answer(TestSdp.of("1").audio("sendrecv").offer());
        assertThat(listener.openings).hasSize(1);
    }

    @Test
    void anEngineThatEndedMakesNoLinkAndIsNotStartedByOne() {
        link.close();
        engine.close();
        assertThatThrownBy(() -> engine.open(listener)).isInstanceOf(EngineClosedException.class);
        assertThat(engine.isRunning()).isFalse();
        assertThat(engine.links()).isZero();
    }

    @Test
    void aClosedLinkRefusesEverythingAndMayBeClosedAgain() throws Exception {
        link.close();
        link.close();
        assertThatThrownBy(() -> link.offer(false)).isInstanceOf(NegotiationException.class);
        assertThatThrownBy(() -> link.add(CANDIDATE)).isInstanceOf(NegotiationException.class);
        assertThat(link.sendText("x")).isFalse();
        assertThat(link.statistics()).isEmpty();
    }
}
