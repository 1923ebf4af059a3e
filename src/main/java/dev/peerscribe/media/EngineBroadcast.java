package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A link of an engine that only sends. */
final class EngineBroadcast implements Broadcast, PeerLinkListener {
    /** After so long without a further address there is hardly another. */
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LONGEST = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_MILLIS = 10;
    private static final int MOST_CANDIDATES = 64;

    private final Set<TrackKind> kinds;
    private final MediaProperties properties;
    private final MediaMetrics metrics;
    /** Of our own; guarded by itself. */
    private final List<IceCandidate> candidates = new ArrayList<>();
    /** Written by the engine's threads, read by any, as is the next. */
    private volatile LinkState state = LinkState.NEW;

    private volatile long latest = System.nanoTime();
    private volatile boolean closed;
    private final PeerLink link;

    EngineBroadcast(MediaEngine engine, Set<TrackKind> kinds, MediaProperties properties, MediaMetrics metrics) {
        this.kinds = Set.copyOf(kinds);
        this.properties = properties;
        this.metrics = metrics;
        link = engine.open(this);
    }

    @Override
    public Set<TrackKind> kinds() {
        return kinds;
    }

    @Override
    public SessionDescription offer() throws NegotiationException, InterruptedException {
        link.send(kinds);
        SessionDescription bare = link.offer(false);
        long begun = System.nanoTime();
        latest = begun;
        while (System.nanoTime() - latest < QUIET && System.nanoTime() - begun < LONGEST) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        synchronized (candidates) {
            return new SessionDescription(SdpType.OFFER, withCandidates(bare.sdp(), candidates));
        }
    }

    /** Each address in the section that it is of (RFC 8839 §5.1). */
    static String withCandidates(String sdp, List<IceCandidate> candidates) {
        StringBuilder with = new StringBuilder();
        int index = -1;
        for (String part : sdp.split("(?m)^(?=m=)", -1)) {
            with.append(part);
            for (IceCandidate candidate : candidates) {
                Integer at = candidate.sdpMLineIndex();
                if (at != null && at == index && !candidate.endsGathering()) {
                    with.append("a=").append(candidate.candidate()).append("\r\n");
                }
            }
            index++;
        }
        return with.toString();
    }

    @Override
    public void accept(SessionDescription answer) throws NegotiationException, InterruptedException {
        link.accept(SdpGate.pass(answer, properties.maxDescriptionSize().toBytes(), metrics::candidateRejected));
    }

    @Override
    public void accept(MediaFrame frame) {
        try (frame) {
            if (link.push(frame)) {
                metrics.sent(frame instanceof AudioBlock ? TrackKind.AUDIO : TrackKind.VIDEO);
            }
        } catch (RuntimeException | Error e) { // the library throws Errors
            metrics.sendFailed();
        }
    }

    @Override
    public int listeners() {
        return state == LinkState.CONNECTED && link.isHeard() ? 1 : 0;
    }

    @Override
    public LinkState state() {
        return state;
    }

    @Override
    public boolean isOpen() {
        return !closed && state != LinkState.FAILED && state != LinkState.CLOSED;
    }

    @Override
    public void close() {
        closed = true;
        link.close();
    }

    @Override
    public void onCandidate(IceCandidate candidate) {
        synchronized (candidates) {
            if (candidates.size() < MOST_CANDIDATES) {
                candidates.add(candidate);
            }
        }
        latest = System.nanoTime();
    }

    @Override
    public void onState(LinkState now) {
        state = now;
    }

    @Override
    public void onTrackOpened(String trackId, TrackKind kind) {
        // nothing is received
    }

    @Override
    public void onTrackClosed(String trackId) {
        // as above
    }

    @Override
    public void onText(String text) {
        // as above
    }

    @Override
    public void onTextClosed() {
        // as above
    }
}
