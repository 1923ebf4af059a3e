package dev.peerscribe.media;

class WebRtcPeerLinkTest extends PeerLinkContract {
    @Override
    MediaEngine engine() {
        WebRtcEngine engine = new WebRtcEngine(TestMedia.properties(), new TestMedia().metrics);
        engine.start();
        return engine;
    }
}
