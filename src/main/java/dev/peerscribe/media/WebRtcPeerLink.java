package dev.peerscribe.media;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A link made with webrtc-java. What is known of the library's traps is written at the line that avoids each. */
final class WebRtcPeerLink implements PeerLink {
    private final WebRtcEngine engine;
    private final PeerLinkListener listener;
    private final MediaProperties properties;
    private final MediaMetrics metrics;
    /** Set once, by close; a callback's first question. */
    private final AtomicBoolean closed = new AtomicBoolean();

    private final ChannelShelf channels = new ChannelShelf();
    private final ReceivedTracks tracks;
    /** Owned by the session thread. */
    private final SoundLateness soundLateness = new SoundLateness();
    /** What an offer needs; owned by the session thread. */
    private @Nullable OfferedTracks offered;

    /** What we send; made once, by the session thread, and read by any that pushes. */
    private volatile @Nullable OutgoingTracks outgoing;

    /** Whether there is a remote description, before which the library swallows candidates; owned by the session thread. */
    private boolean described;

    private final RTCPeerConnection connection;

    WebRtcPeerLink(WebRtcEngine engine, PeerLinkListener listener, MediaProperties properties, MediaMetrics metrics) {
        this.engine = engine;
        this.listener = listener;
        this.properties = properties;
        this.metrics = metrics;
        this.tracks = new ReceivedTracks(engine, listener, metrics);
        this.connection = engine.factory().createPeerConnection(engine.configuration(), new Observer());
    }

    @Override
    public SessionDescription answer(SessionDescription offer) throws NegotiationException, InterruptedException {
        open();
        setRemote(RTCSdpType.OFFER, offer);
        // Without a local track every section is answered recvonly, or inactive where nothing is sent.
        RTCSessionDescription answer = Pending.create(
                "answer",
                properties.operationTimeout(),
                observer -> connection.createAnswer(new RTCAnswerOptions(), observer));
        setLocal(answer);
        agreed();
        return new SessionDescription(SdpType.ANSWER, answer.sdp);
    }

    @Override
    public SessionDescription offer(boolean iceRestart) throws NegotiationException, InterruptedException {
        open();
        boolean first = offered == null && !described;
        if (first && outgoing == null) {
            Pending.start("request to receive", this::prepareOffer);
        }
        RTCOfferOptions options = new RTCOfferOptions();
        options.iceRestart = iceRestart;
        RTCSessionDescription offer = Pending.create(
                "offer", properties.operationTimeout(), observer -> connection.createOffer(options, observer));
        // Later offers repeat the ids of the first.
        String sdp = first ? SectionIds.madeUnique(offer.sdp) : offer.sdp;
        setLocal(new RTCSessionDescription(RTCSdpType.OFFER, sdp));
        return new SessionDescription(SdpType.OFFER, sdp);
    }

    @Override
    public void rollback() throws NegotiationException, InterruptedException {
        open();
        setLocal(new RTCSessionDescription(RTCSdpType.ROLLBACK, ""));
    }

    @Override
    public void accept(SessionDescription answer) throws NegotiationException, InterruptedException {
        open();
        setRemote(RTCSdpType.ANSWER, answer);
        agreed();
    }

    @Override
    public void add(IceCandidate candidate) throws NegotiationException {
        open();
        if (!described) {
            throw new NegotiationException(NegotiationRule.UNEXPECTED, "the candidate came before its description");
        }
        if (candidate.endsGathering()) {
            return; // the library's parser knows no empty candidate
        }
        // A null string would be read in native code; an empty mid means "go by the index".
        String mid = candidate.sdpMid() == null ? "" : candidate.sdpMid();
        int index = candidate.sdpMLineIndex() == null ? 0 : candidate.sdpMLineIndex();
        Pending.start(
                "candidate", () -> connection.addIceCandidate(new RTCIceCandidate(mid, index, candidate.candidate())));
    }

    @Override
    public boolean sendText(String text) {
        return !closed.get() && channels.send(text);
    }

    @Override
    public void route(String trackId, MediaSink sink) {
        tracks.route(trackId, sink);
    }

    @Override
    public void send(Set<TrackKind> kinds) throws NegotiationException {
        open();
        if (outgoing == null && kinds.isEmpty()) {
            return;
        }
        OutgoingTracks mine = outgoing == null ? new OutgoingTracks(engine.sound(), connection) : outgoing;
        outgoing = mine;
        Pending.start("tracks to send", () -> mine.send(kinds));
    }

    @Override
    public boolean isHeard() {
        OutgoingTracks mine = outgoing;
        return mine != null && !closed.get() && mine.isHeard();
    }

    @Override
    public boolean push(MediaFrame frame) {
        OutgoingTracks mine = outgoing;
        return mine != null && !closed.get() && mine.push(frame);
    }

    @Override
    public List<TrackStatistics> statistics() throws InterruptedException {
        if (closed.get()) {
            return List.of();
        }
        channels.tidy();
        Map<String, String> ids = tracks.ids();
        try {
            RTCStatsReport report = Pending.report(properties.operationTimeout(), connection::getStats);
            if (InboundStatistics.isHungUp(report) && !closed.get()) {
                listener.onState(LinkState.CLOSED); // of which the library itself says nothing until ICE fails
            }
            tracks.soundIsLater(soundLateness.of(InboundStatistics.playouts(report, ids)));
            return InboundStatistics.read(report, ids);
        } catch (NegotiationException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        tracks.close();
        channels.close();
        // close() forgets the handle without releasing what it stands for, so it is read before.
        NativeReference reference = NativeReference.to(connection);
        OutgoingTracks sent = outgoing;
        try {
            silently(connection::close);
        } catch (NegotiationException | InterruptedException e) {
            throw new IllegalStateException(e); // it does neither
        } finally {
            channels.close(); // no callback comes any more that could bring another
            if (reference != null) {
                reference.release();
            }
            OfferedTracks mine = offered;
            if (mine != null) {
                mine.close();
            }
            if (sent != null) {
                sent.close();
            }
            engine.closed(this);
        }
    }

    /** What may change who listens to what we push. */
    private void silently(NegotiationStep step) throws NegotiationException, InterruptedException {
        OutgoingTracks mine = outgoing;
        if (mine == null) {
            step.run();
        } else {
            mine.whileSilent(step);
        }
    }

    /** After every completed exchange. */
    private void agreed() {
        tracks.update(connection);
        OutgoingTracks mine = outgoing;
        if (mine != null) {
            mine.agreed();
        }
    }

    private void open() throws NegotiationException {
        if (closed.get()) {
            throw new NegotiationException(NegotiationRule.ENGINE, "the link is closed");
        }
    }

    private void setRemote(RTCSdpType type, SessionDescription description)
            throws NegotiationException, InterruptedException {
        RTCSessionDescription remote = remote(type, description.sdp());
        silently(() -> Pending.set(
                "remote " + description.type().wire(),
                properties.operationTimeout(),
                observer -> connection.setRemoteDescription(remote, observer)));
        described = true;
    }

    /** A peer's description as the library gets it. */
    static RTCSessionDescription remote(RTCSdpType type, String sdp) {
        return new RTCSessionDescription(type, StreamIds.madeApart(sdp));
    }

    private void setLocal(RTCSessionDescription description) throws NegotiationException, InterruptedException {
        silently(() -> Pending.set(
                "local description",
                properties.operationTimeout(),
                observer -> connection.setLocalDescription(description, observer)));
    }

    private void prepareOffer() {
        offered = new OfferedTracks(engine.factory(), connection);
        RTCDataChannelInit init = new RTCDataChannelInit();
        take(connection.createDataChannel(SecureChannel.LABEL, init));
    }

    private void take(RTCDataChannel opened) {
        channels.add(new SecureChannel(
                opened,
                Math.toIntExact(properties.maxTextSize().toBytes()),
                this::onText,
                this::onChannelChange,
                metrics));
    }

    private void onText(String text) {
        if (!closed.get()) {
            listener.onText(text);
        }
    }

    private void onChannelChange() {
        if (!closed.get() && channels.allClosed()) {
            listener.onTextClosed();
        }
    }

    /** Called on the engine's threads: every body is guarded, an exception that leaves one ends the process. */
    private final class Observer implements PeerConnectionObserver {

        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {
            guarded(() -> listener.onCandidate(
                    new IceCandidate(candidate.sdp, candidate.sdpMid, candidate.sdpMLineIndex, null)));
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState state) {
            guarded(() -> listener.onState(
                    switch (state) {
                        case NEW -> LinkState.NEW;
                        case CONNECTING -> LinkState.CONNECTING;
                        case CONNECTED -> LinkState.CONNECTED;
                        case DISCONNECTED -> LinkState.DISCONNECTED;
                        case FAILED -> LinkState.FAILED;
                        case CLOSED -> LinkState.CLOSED;
                    }));
        }

        @Override
        public void onDataChannel(RTCDataChannel opened) {
            try {
                arrived(opened);
            } catch (RuntimeException | Error e) {
                metrics.callbackFailed();
            }
        }

        private void arrived(RTCDataChannel opened) {
            boolean wanted = !closed.get() && SecureChannel.LABEL.equals(opened.getLabel());
            if (wanted && channels.hasRoom()) {
                take(opened);
                return;
            }
            boolean kept = channels.discard(() -> SecureChannel.dispose(opened));
            if (!closed.get()) {
                metrics.textRejected(kept && !wanted ? "other-channel" : "too-many-channels");
            }
        }

        private void guarded(Runnable body) {
            try {
                if (!closed.get()) {
                    body.run();
                }
            } catch (RuntimeException | Error e) {
                metrics.callbackFailed();
            }
        }
    }
}
