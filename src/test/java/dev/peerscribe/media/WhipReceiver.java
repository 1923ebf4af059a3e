package dev.peerscribe.media;

import static org.awaitility.Awaitility.await;

import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The media of a WHIP endpoint, and the engine that sends to it. */
public final class WhipReceiver implements AutoCloseable {
    private final TestMedia media = new TestMedia();
    private final WebRtcEngine engine = new WebRtcEngine(TestMedia.properties(), media.metrics);
    private final List<PeerLink> links = new CopyOnWriteArrayList<>();
    private final AtomicInteger pictures = new AtomicInteger();
    private final AtomicInteger blocks = new AtomicInteger();

    public WhipReceiver() {
        engine.start();
    }

    /** The links of the side that sends. */
    public Broadcasts broadcasts() {
        return kinds -> new EngineBroadcast(engine, kinds, TestMedia.properties(), media.metrics);
    }

    /** Answers an offer with addresses in it, and receives what comes. */
    public String answer(String offer) throws Exception {
        RecordingListener listener = new RecordingListener();
        PeerLink link = engine.open(listener);
        links.add(link);
        SessionDescription answer = link.answer(new SessionDescription(SdpType.OFFER, offer));
        listener.openings.forEach(id -> link.route(id, frame -> {
            (frame instanceof AudioBlock ? blocks : pictures).incrementAndGet();
            frame.close();
        }));
        await().until(() -> !listener.candidates.isEmpty()); // one is enough: the other side's checks tell the rest
        return EngineBroadcast.withCandidates(answer.sdp(), List.copyOf(listener.candidates));
    }

    /** Ends what it receives, as when it dies. */
    public void hangUp() {
        links.forEach(PeerLink::close);
        links.clear();
    }

    public int pictures() {
        return pictures.get();
    }

    public int blocks() {
        return blocks.get();
    }

    /** Links of either side. */
    public int open() {
        return engine.links();
    }

    @Override
    public void close() {
        hangUp();
        engine.close();
    }
}
