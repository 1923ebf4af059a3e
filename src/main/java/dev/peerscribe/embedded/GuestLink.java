package dev.peerscribe.embedded;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpSender;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A guest's connection to one recorder. Owned by the guest's thread; its callbacks only enqueue. */
final class GuestLink implements AutoCloseable {
    private static final long STEP_SECONDS = 5;
    private static final int MAX_EARLY = 64;

    private final RTCPeerConnection connection;
    private final RTCDataChannel channel;
    private final List<RTCRtpSender> senders;
    private final List<IceCandidate> early = new ArrayList<>();
    private boolean answered;
    private RTCPeerConnectionState state = RTCPeerConnectionState.NEW;

    /** Told on native threads: both must only enqueue and never throw. */
    interface Listener {
        void onCandidate(IceCandidate candidate);

        void onState(RTCPeerConnectionState state);
    }

    GuestLink(PeerConnectionFactory factory, GuestCamera camera, Listener listener) {
        this.connection = factory.createPeerConnection(new RTCConfiguration(), new Callbacks(listener));
        this.senders = List.of(
                connection.addTrack(camera.audioTrack(), List.of("guest")),
                connection.addTrack(camera.videoTrack(), List.of("guest")));
        this.channel = connection.createDataChannel("secure-channel", new RTCDataChannelInit());
    }

    /** Makes the offer that begins the call. */
    SessionDescription offer() throws GuestLinkException, InterruptedException {
        RTCSessionDescription offer = await(done -> connection.createOffer(new RTCOfferOptions(), new Made(done)));
        this.<Boolean>await(done -> connection.setLocalDescription(offer, new Applied(done)));
        return new SessionDescription(SdpType.OFFER, offer.sdp);
    }

    /** Applies the answer, once; later ones are dropped. */
    void accept(SessionDescription answer) throws GuestLinkException, InterruptedException {
        if (answered) {
            return;
        }
        if (!PeerText.isSafe(answer)) {
            throw new GuestLinkException("the answer is no plain session description");
        }
        RTCSessionDescription description = new RTCSessionDescription(RTCSdpType.ANSWER, answer.sdp());
        this.<Boolean>await(done -> connection.setRemoteDescription(description, new Applied(done)));
        answered = true;
        for (IceCandidate candidate : early) {
            add(candidate);
        }
        early.clear();
    }

    /** Adds a candidate, or keeps it until the answer is there. */
    void add(IceCandidate candidate) throws GuestLinkException {
        if (candidate.endsGathering()) {
            return;
        }
        if (!PeerText.isSafe(candidate)) {
            throw new GuestLinkException("the candidate is none of an address in plain text");
        }
        if (!answered) {
            if (early.size() < MAX_EARLY) {
                early.add(candidate);
            }
            return;
        }
        String mid = candidate.sdpMid();
        Integer index = candidate.sdpMLineIndex();
        try {
            connection.addIceCandidate(
                    new RTCIceCandidate(mid == null ? "" : mid, index == null ? 0 : index, candidate.candidate()));
        } catch (RuntimeException | Error e) { // the library throws a bare Error for a text it cannot parse
            throw new GuestLinkException("the candidate cannot be parsed");
        }
    }

    RTCPeerConnectionState state() {
        return state;
    }

    void state(RTCPeerConnectionState now) {
        this.state = now;
    }

    @Override
    public void close() {
        NativeHold hold = NativeHold.of(connection);
        // a sender outlives its connection and would keep its track alive
        try {
            senders.forEach(connection::removeTrack);
            channel.close();
            channel.dispose();
        } catch (RuntimeException | Error e) {
            // the library complains of a channel that others still hold: it goes with its connection
        }
        connection.close();
        hold.release();
    }

    private <T> T await(Consumer<CompletableFuture<T>> step) throws GuestLinkException, InterruptedException {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            step.accept(done);
            return done.get(STEP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new GuestLinkException("the engine did not take a description");
        } catch (RuntimeException | Error e) { // as above; its message may hold a peer's text
            throw new GuestLinkException("the engine refused a description");
        }
    }

    private record Made(CompletableFuture<RTCSessionDescription> done) implements CreateSessionDescriptionObserver {
        @Override
        public void onSuccess(RTCSessionDescription description) {
            done.complete(description);
        }

        @Override
        public void onFailure(String error) {
            done.completeExceptionally(new IllegalStateException());
        }
    }

    private record Applied(CompletableFuture<Boolean> done) implements SetSessionDescriptionObserver {
        @Override
        public void onSuccess() {
            done.complete(true);
        }

        @Override
        public void onFailure(String error) {
            done.completeExceptionally(new IllegalStateException());
        }
    }

    private record Callbacks(Listener listener) implements PeerConnectionObserver {
        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {
            listener.onCandidate(new IceCandidate(candidate.sdp, candidate.sdpMid, candidate.sdpMLineIndex, null));
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState state) {
            listener.onState(state);
        }
    }
}
