package dev.peerscribe.passthrough;

import dev.peerscribe.media.MediaEngine;
import dev.peerscribe.media.PeerLinkContract;

class PassthroughPeerLinkTest extends PeerLinkContract {
    @Override
    protected MediaEngine engine() {
        PassthroughEngine engine = TestEngines.passthrough();
        engine.start();
        return engine;
    }
}
