package dev.peerscribe.media;

import static org.awaitility.Awaitility.await;

import dev.peerscribe.faults.UdpFaultProxy;
import dev.peerscribe.sender.CandidateRoute;
import dev.peerscribe.sender.ProxiedRoute;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The media of a WHIP endpoint, and the engine that sends to it. */
public final class WhipReceiver implements AutoCloseable {
    private final TestMedia media = new TestMedia();
    private final WebRtcEngine engine = new WebRtcEngine(TestMedia.properties(), media.metrics);
    private final List<PeerLink> links = new CopyOnWriteArrayList<>();
    private final AtomicInteger pictures = new AtomicInteger();
    private final AtomicInteger blocks = new AtomicInteger();
    private volatile CandidateRoute route = CandidateRoute.DIRECT;

    public WhipReceiver() {
        engine.start();
    }

    /** Media of who comes from now on goes through a network that can be made bad. */
    public void behind(UdpFaultProxy network) {
        route = new ProxiedRoute(network);
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
        CandidateRoute way = route;
        SessionDescription answer =
                link.answer(new SessionDescription(SdpType.OFFER, candidates(offer, way::outgoing)));
        listener.openings.forEach(id -> link.route(id, frame -> {
            (frame instanceof AudioBlock ? blocks : pictures).incrementAndGet();
            frame.close();
        }));
        await().until(() -> !listener.candidates.isEmpty()); // one is enough: the other side's checks tell the rest
        return candidates(
                EngineBroadcast.withCandidates(answer.sdp(), List.copyOf(listener.candidates)), way::incoming);
    }

    /** Each address as the other side is to see it, without those that it is not to see. */
    private static String candidates(String sdp, Function<String, @Nullable String> seen) {
        return sdp.lines()
                .flatMap(line -> line.startsWith("a=candidate:")
                        ? Stream.ofNullable(seen.apply(line.substring(2))).map(told -> "a=" + told)
                        : Stream.of(line))
                .map(line -> line + "\r\n")
                .collect(Collectors.joining());
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
