package dev.peerscribe.media;

import java.util.ArrayList;
import java.util.List;

/** An engine whose links behave as the real ones as far as the contract test goes. */
final class FakeMediaEngine implements MediaEngine {
    final List<FakePeerLink> links = new ArrayList<>();
    boolean broken;
    private boolean closed;

    @Override
    public EngineKind kind() {
        return EngineKind.WEBRTC;
    }

    @Override
    public boolean isRunning() {
        return !closed;
    }

    @Override
    public int links() {
        return Math.toIntExact(open());
    }

    @Override
    public PeerLink open(PeerLinkListener listener) {
        if (closed) {
            throw new EngineClosedException(kind());
        }
        if (broken) {
            throw new IllegalStateException("no link today");
        }
        FakePeerLink link = new FakePeerLink(links.size(), listener);
        links.add(link);
        return link;
    }

    FakePeerLink latest() {
        return links.getLast();
    }

    long open() {
        return links.stream().filter(link -> !link.closed).count();
    }

    @Override
    public void close() {
        if (open() > 0) {
            throw new IllegalStateException("a link is open");
        }
        closed = true;
    }
}
