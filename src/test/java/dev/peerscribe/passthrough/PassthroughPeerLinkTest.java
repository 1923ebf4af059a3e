package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.media.MediaEngine;
import dev.peerscribe.media.PeerLink;
import dev.peerscribe.media.PeerLinkContract;
import dev.peerscribe.media.RecordingListener;
import org.junit.jupiter.api.Test;

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
}
