package dev.peerscribe.media;

class FakePeerLinkTest extends PeerLinkContract {
    @Override
    MediaEngine engine() {
        return new FakeMediaEngine();
    }
}
