package dev.peerscribe.media;

class WebRtcPeerLinkTest extends PeerLinkContract {
    @Override
    protected MediaEngine engine() {
        WebRtcEngine engine = new WebRtcEngine(TestMedia.properties(), new TestMedia().metrics);
        engine.start();
        return engine;
    }
}
