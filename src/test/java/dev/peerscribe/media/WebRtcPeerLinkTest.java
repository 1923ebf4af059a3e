package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.RTCSdpType;
import org.junit.jupiter.api.Test;

class WebRtcPeerLinkTest extends PeerLinkContract {
    @Override
    protected MediaEngine engine() {
        WebRtcEngine engine = new WebRtcEngine(TestMedia.properties(), new TestMedia().metrics);
        engine.start();
        return engine;
    }

    @Test
    void theLibraryIsGivenNothingToBringTogether() {
        String offer = "v=0\r\nm=audio 9 RTP 1\r\na=msid:call voice\r\nm=video 9 RTP 2\r\na=msid:call face\r\n";

        assertThat(WebRtcPeerLink.remote(RTCSdpType.OFFER, offer).sdp)
                .contains("a=msid:1 voice", "a=msid:2 face")
                .doesNotContain("call");
    }
}
