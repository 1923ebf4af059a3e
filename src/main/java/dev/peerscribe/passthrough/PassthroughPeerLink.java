package dev.peerscribe.passthrough;

import dev.peerscribe.media.LinkState;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.NegotiationException;
import dev.peerscribe.media.NegotiationRule;
import dev.peerscribe.media.PeerLink;
import dev.peerscribe.media.PeerLinkListener;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackStatistics;
import dev.peerscribe.rtp.DropCause;
import dev.peerscribe.rtp.StreamStatistics;
import dev.peerscribe.sdp.IceCandidateLine;
import dev.peerscribe.sdp.IceChange;
import dev.peerscribe.sdp.Negotiated;
import dev.peerscribe.sdp.NegotiatedSection;
import dev.peerscribe.sdp.RemoteTransport;
import dev.peerscribe.sdp.SdpException;
import dev.peerscribe.sdp.SdpNegotiation;
import dev.peerscribe.sdp.SdpRule;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A link that hands frames over as they were sent. Descriptions and tracks are the session thread's; packets and time come on
 * the thread that reads and states on the events thread.
 */
final class PassthroughPeerLink implements PeerLink, ReceiveLoop.Ticking {
    private final PassthroughEngine engine;
    private final PeerLinkListener listener;
    /** Set once, by close; a callback's first question. */
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Set once, by a mistake of ours, after which the link does nothing but wait to be closed. */
    private final AtomicBoolean failed = new AtomicBoolean();

    private final int localSsrc;
    private final ReceivedMedia media;
    /** Owned by the session thread. */
    private final SdpNegotiation negotiation;
    /** Made with the first description; written by the session thread. */
    private volatile @Nullable PeerTransport transport;
    /** Whether there is a remote description; owned by the session thread. */
    private boolean described;
    /** Which section our candidates are of; of the latest description; written by the session thread before the first of them is told. */
    private volatile @Nullable String candidateMid;

    PassthroughPeerLink(PassthroughEngine engine, PeerLinkListener listener) {
        this.engine = engine;
        this.listener = listener;
        this.localSsrc = engine.random().nextInt();
        this.negotiation = new SdpNegotiation(engine.random().nextLong() >>> 1);
        this.media =
                new ReceivedMedia(localSsrc, engine.frames(), engine.random(), engine.metrics(), this::sendFeedback);
    }

    @Override
    public SessionDescription answer(SessionDescription offer) throws NegotiationException {
        open();
        try {
            IceChange change = negotiation.read(offer.sdp());
            PeerTransport local = transport(false);
            Negotiated result = negotiation.answer(change == IceChange.RESTART ? local.restart(false) : local.local());
            agreed(local, result);
            return new SessionDescription(SdpType.ANSWER, result.description());
        } catch (SdpException e) {
            negotiation.rollback();
            throw refused(e);
        } catch (IOException e) {
            negotiation.rollback();
            throw new NegotiationException(NegotiationRule.ENGINE, "no ICE on this machine: " + e.getMessage());
        }
    }

    @Override
    public SessionDescription offer(boolean iceRestart) throws NegotiationException {
        open();
        try {
            PeerTransport local = transport(true);
            negotiation.rollback(); // one that has no answer is forgotten, as a further one takes its place
            boolean another = iceRestart && described;
            String offer = negotiation.offer(another ? local.restart(true) : local.local());
            boolean first = candidateMid == null;
            candidateMid = negotiation.transportMid().orElseThrow();
            if (first) {
                local.gather();
            }
            return new SessionDescription(SdpType.OFFER, offer);
        } catch (SdpException e) {
            throw refused(e);
        } catch (IOException e) {
            negotiation.rollback();
            throw new NegotiationException(NegotiationRule.ENGINE, "no ICE on this machine: " + e.getMessage());
        }
    }

    @Override
    public void rollback() throws NegotiationException {
        open();
        negotiation.rollback();
        PeerTransport local = transport;
        if (local != null) {
            local.rollback();
        }
    }

    @Override
    public void accept(SessionDescription answer) throws NegotiationException {
        open();
        try {
            Negotiated result = negotiation.accept(answer.sdp());
            agreed(transport(true), result);
        } catch (SdpException e) {
            throw refused(e);
        } catch (IOException e) {
            throw new NegotiationException(NegotiationRule.ENGINE, "no ICE on this machine: " + e.getMessage());
        }
    }

    @Override
    public void add(IceCandidate candidate) throws NegotiationException {
        open();
        PeerTransport local = transport;
        if (!described || local == null) {
            throw new NegotiationException(NegotiationRule.UNEXPECTED, "the candidate came before its description");
        }
        if (!candidate.endsGathering() && !local.add(candidate.candidate())) {
            throw new NegotiationException(NegotiationRule.CANDIDATE, "the candidate is of no use to this end");
        }
    }

    /** There are no data channels here (ADR 10). */
    @Override
    public boolean sendText(String text) {
        return false;
    }

    @Override
    public void route(String trackId, MediaSink sink) {
        media.route(trackId, sink);
    }

    /** What it receives it does not decode, and what it would send it does not encode. */
    @Override
    public void send(Set<TrackKind> kinds) throws NegotiationException {
        if (!kinds.isEmpty()) {
            throw new NegotiationException(NegotiationRule.ENGINE, "this engine sends no media");
        }
    }

    @Override
    public boolean isHeard() {
        return false;
    }

    @Override
    public boolean push(MediaFrame frame) {
        return false;
    }

    private static long sum(Map<DropCause, Long> dropped) {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public List<TrackStatistics> statistics() {
        if (closed.get()) {
            return List.of();
        }
        List<TrackStatistics> all = new ArrayList<>();
        for (StreamStatistics stream : media.statistics()) {
            PassthroughTrack track = media.tracks().get(stream.mid());
            if (track != null) {
                all.add(new TrackStatistics(
                        track.id(),
                        stream.codec().map(codec -> codec.encodingName()).orElse(null),
                        stream.packetsLost(),
                        stream.bytesReceived(),
                        track.kind() == TrackKind.VIDEO ? stream.framesReceived() : 0,
                        stream.packetsReceived(),
                        track.kind() == TrackKind.VIDEO ? sum(stream.framesDropped()) : 0,
                        track.kind() == TrackKind.VIDEO ? stream.freezes() : 0,
                        stream.jitterSeconds()));
            }
        }
        return all;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        engine.closed(this);
        PeerTransport local = transport;
        if (local != null) {
            local.close();
        }
        media.close();
    }

    @Override
    public void tick(long nanos) {
        guarded(() -> media.tick(nanos));
    }

    private void open() throws NegotiationException {
        if (closed.get()) {
            throw new NegotiationException(NegotiationRule.ENGINE, "the link is closed");
        }
    }

    private static NegotiationException refused(SdpException e) {
        NegotiationRule rule = e.rule() == SdpRule.STATE ? NegotiationRule.UNEXPECTED : NegotiationRule.ENGINE;
        return new NegotiationException(rule, String.valueOf(e.getMessage()));
    }

    private PeerTransport transport(boolean controlling) throws IOException {
        PeerTransport made = transport;
        if (made == null) {
            made = engine.transport(controlling, localSsrc, new Events());
            transport = made;
        }
        return made;
    }

    /** Begins what was agreed on: gathering, checks, receiving. */
    private void agreed(PeerTransport local, Negotiated result) throws NegotiationException, IOException {
        RemoteTransport remote = result.transport().orElse(null);
        if (remote != null) {
            begin(local, remote);
        }
        media.receive(NegotiatedMedia.sections(result.sections()));
        updateTracks(result.sections());
    }

    private void begin(PeerTransport local, RemoteTransport remote) throws NegotiationException, IOException {
        if (candidateMid == null) {
            candidateMid = remote.mid();
            local.gather();
        }
        if (!local.remote(remote)) {
            local.rollback();
            throw new NegotiationException(
                    NegotiationRule.ENGINE, "the description does not go on from the one before");
        }
        described = true;
        // Those that are of no use are as good as not there: others may be.
        for (IceCandidateLine candidate : remote.candidates()) {
            boolean _ = local.add(candidate);
        }
    }

    /** Compares what is received now with what was, after every completed exchange. */
    private void updateTracks(List<NegotiatedSection> sections) {
        Set<String> receiving = new HashSet<>();
        for (NegotiatedSection section : sections) {
            if (section.receiving()) {
                receiving.add(section.mid());
                if (!media.tracks().containsKey(section.mid())) {
                    TrackKind kind = section.video() ? TrackKind.VIDEO : TrackKind.AUDIO;
                    PassthroughTrack track = media.open(section.mid(), engine.nextTrackId(kind), kind);
                    listener.onTrackOpened(track.id(), track.kind());
                }
            }
        }
        for (String mid : List.copyOf(media.tracks().keySet())) {
            if (!receiving.contains(mid)) {
                PassthroughTrack gone = media.tracks().remove(mid);
                if (gone != null) {
                    listener.onTrackClosed(gone.id());
                }
            }
        }
    }

    private void sendFeedback(byte[] datagram, int offset, int length) {
        PeerTransport local = transport;
        if (local != null) {
            var _ = local.sendRtcp(datagram, offset, length);
        }
    }

    /** A mistake of ours costs this link, not the thread that others share. */
    private void guarded(Runnable body) {
        try {
            if (!closed.get() && !failed.get()) {
                body.run();
            }
        } catch (RuntimeException | OutOfMemoryError e) { // direct memory has a bound of its own
            if (failed.compareAndSet(false, true)) {
                engine.metrics().failed(e);
                listener.onState(LinkState.CLOSED); // so that the session ends, and the peer may come anew
            }
        }
    }

    private final class Events implements PeerTransport.Listener {
        /** Whether there was a path; owned by the events thread. */
        private boolean connectedBefore;

        @Override
        public void onCandidate(String candidate) {
            guarded(() -> listener.onCandidate(new IceCandidate(candidate, candidateMid, 0, null)));
        }

        @Override
        public void onGathered() {
            guarded(() -> listener.onCandidate(new IceCandidate("", candidateMid, 0, null)));
        }

        @Override
        public void onState(LinkState state, @Nullable TransportFailure failure) {
            guarded(() -> {
                if (failure != null) {
                    engine.metrics().transportFailed(failure);
                }
                if (state == LinkState.CONNECTED) {
                    if (connectedBefore) {
                        media.pathChanged(engine.nanoTime());
                    }
                    connectedBefore = true;
                }
                listener.onState(state);
            });
        }

        @Override
        public void onPeerClosed() {
            guarded(() -> listener.onState(LinkState.CLOSED));
        }

        @Override
        public void onRtp(byte[] buffer, int offset, int length, long nanos) {
            guarded(() -> media.rtp(buffer, offset, length, nanos));
        }

        @Override
        public void onRtcp(byte[] buffer, int offset, int length, long nanos) {
            guarded(() -> media.rtcp(buffer, offset, length, nanos));
        }
    }
}
