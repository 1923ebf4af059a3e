package dev.peerscribe.media;

class FakePeerLinkTest extends PeerLinkContract {
    @Override
    protected MediaEngine engine() {
        return new FakeMediaEngine();
    }
}
