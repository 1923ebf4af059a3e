package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Keeps what a link tells. */
public final class RecordingListener implements PeerLinkListener {
    final List<LinkState> states = new CopyOnWriteArrayList<>();
    final List<IceCandidate> candidates = new CopyOnWriteArrayList<>();
    final Map<String, TrackKind> opened = new ConcurrentHashMap<>();
    final List<String> openings = new CopyOnWriteArrayList<>();
    final List<String> closings = new CopyOnWriteArrayList<>();
    final List<String> texts = new CopyOnWriteArrayList<>();
    final AtomicInteger textClosings = new AtomicInteger();
    volatile Consumer<IceCandidate> onCandidate = candidate -> {};

    @Override
    public void onCandidate(IceCandidate candidate) {
        candidates.add(candidate);
        onCandidate.accept(candidate);
    }

    @Override
    public void onState(LinkState state) {
        states.add(state);
    }

    @Override
    public void onTrackOpened(String trackId, TrackKind kind) {
        opened.put(trackId, kind);
        openings.add(trackId);
    }

    @Override
    public void onTrackClosed(String trackId) {
        closings.add(trackId);
    }

    @Override
    public void onText(String text) {
        texts.add(text);
    }

    @Override
    public void onTextClosed() {
        textClosings.incrementAndGet();
    }

    /** The one track of a kind that is open now. */
    String open(TrackKind kind) {
        return opened.keySet().stream()
                .filter(id -> opened.get(id) == kind && !closings.contains(id))
                .findAny()
                .orElseThrow();
    }
}
