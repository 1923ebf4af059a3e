package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.MediaEngine;
import dev.peerscribe.media.PeerLink;
import dev.peerscribe.media.PeerLinkContract;
import dev.peerscribe.media.RecordingListener;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassthroughPeerLinkTest extends PeerLinkContract {
    @Override
    protected MediaEngine engine() {
        PassthroughEngine engine = TestEngines.passthrough();
        engine.start();
        return engine;
    }

    @Test
    void anEngineThatItsOwnerStartsAgainMakesLinksAgain() throws Exception {
        try (PassthroughEngine engine = TestEngines.passthrough()) {
            engine.start();
            engine.stop();
            engine.start();
            try (PeerLink link = engine.open(new RecordingListener())) {
                assertThat(link.offer(false).sdp()).contains("m=audio");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void towardsAnEndThatMakesNoChecksWeChooseThePathWhoeverOffers(boolean weOffer) throws Exception {
        try (PassthroughEngine engine = TestEngines.passthrough();
                LitePeer lite = new LitePeer();
                PeerLink link = engine.open(new RecordingListener());
                PeerLink model = engine.open(new RecordingListener())) {
            if (weOffer) {
                String answer = lite.describe(link.offer(false).sdp(), "passive");
                link.accept(new SessionDescription(SdpType.ANSWER, answer));
            } else {
                String offer = lite.describe(model.offer(false).sdp(), "actpass");
                link.answer(new SessionDescription(SdpType.OFFER, offer));
            }
            await().atMost(TestPeer.SOON).until(() -> lite.checks.stream().anyMatch(LitePeer.Check::nominates));
            assertThat(lite.checks).allMatch(LitePeer.Check::controlling);
        }
    }
}
