package dev.peerscribe.embedded;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.AudioTrackSink;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import dev.onvoid.webrtc.media.video.VideoTrackSink;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A real receiver in webrtc-java that notes when it saw a flash begin and heard a beep begin. */
final class ReceivingPeer implements AutoCloseable {
    private static final int BRIGHT = 200;
    private static final int LOUD = 3000;

    private final RTCPeerConnection connection;
    private final AtomicInteger frames = new AtomicInteger();
    private final AtomicReference<String> size = new AtomicReference<>("");
    private final AtomicReference<String> channel = new AtomicReference<>("");
    private final List<Long> flashes = new CopyOnWriteArrayList<>();
    private final List<Long> beeps = new CopyOnWriteArrayList<>();
    private final VideoTrackSink eye = this::see;
    private final AudioTrackSink ear = this::hear;
    private @Nullable VideoTrack video;
    private @Nullable AudioTrack audio;
    private boolean bright; // video thread
    private long lastLoud; // audio thread

    /** The factory of all receivers. */
    static final class Engine implements AutoCloseable {
        private final HeadlessAudioDeviceModule device = new HeadlessAudioDeviceModule();
        private final PeerConnectionFactory factory = new PeerConnectionFactory(device);

        ReceivingPeer open(Consumer<IceCandidate> onCandidate) {
            return new ReceivingPeer(factory, onCandidate);
        }

        @Override
        public void close() {
            factory.dispose();
            device.dispose();
        }
    }

    private ReceivingPeer(PeerConnectionFactory factory, Consumer<IceCandidate> onCandidate) {
        connection = factory.createPeerConnection(new RTCConfiguration(), new PeerConnectionObserver() {
            @Override
            public void onIceCandidate(RTCIceCandidate candidate) {
                onCandidate.accept(new IceCandidate(candidate.sdp, candidate.sdpMid, candidate.sdpMLineIndex, null));
            }

            @Override
            public void onDataChannel(RTCDataChannel opened) {
                channel.set(opened.getLabel());
            }

            @Override
            public void onTrack(RTCRtpTransceiver transceiver) {
                switch (transceiver.getReceiver().getTrack()) {
                    case VideoTrack track -> {
                        video = track;
                        track.addSink(eye);
                    }
                    case AudioTrack track -> {
                        audio = track;
                        track.addSink(ear);
                    }
                    default -> {
                        // there is no third kind
                    }
                }
            }
        });
    }

    SessionDescription answer(SessionDescription offer) {
        try {
            CompletableFuture<Boolean> remote = new CompletableFuture<>();
            connection.setRemoteDescription(new RTCSessionDescription(RTCSdpType.OFFER, offer.sdp()), new Done(remote));
            remote.get(5, TimeUnit.SECONDS);
            CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
            connection.createAnswer(new RTCAnswerOptions(), new CreateSessionDescriptionObserver() {
                @Override
                public void onSuccess(RTCSessionDescription description) {
                    made.complete(description);
                }

                @Override
                public void onFailure(String error) {
                    made.completeExceptionally(new IllegalStateException(error));
                }
            });
            RTCSessionDescription answer = made.get(5, TimeUnit.SECONDS);
            CompletableFuture<Boolean> local = new CompletableFuture<>();
            connection.setLocalDescription(answer, new Done(local));
            local.get(5, TimeUnit.SECONDS);
            return new SessionDescription(SdpType.ANSWER, answer.sdp);
        } catch (Exception e) {
            throw new IllegalStateException("the receiver could not answer", e);
        }
    }

    void add(IceCandidate candidate) {
        if (!candidate.endsGathering()) {
            connection.addIceCandidate(new RTCIceCandidate(
                    candidate.sdpMid() == null ? "" : candidate.sdpMid(),
                    candidate.sdpMLineIndex() == null ? 0 : candidate.sdpMLineIndex(),
                    candidate.candidate()));
        }
    }

    int frames() {
        return frames.get();
    }

    String size() {
        return size.get();
    }

    String channel() {
        return channel.get();
    }

    List<Long> flashes() {
        return flashes;
    }

    List<Long> beeps() {
        return beeps;
    }

    private void see(VideoFrame frame) {
        I420Buffer picture = frame.buffer.toI420();
        int luma = picture.getDataY().get(picture.getStrideY() * 20 + 20) & 255;
        if (luma > BRIGHT && !bright) {
            flashes.add(System.nanoTime());
        }
        bright = luma > BRIGHT;
        size.set(picture.getWidth() + "x" + picture.getHeight());
        frames.incrementAndGet();
        frame.release();
    }

    private void hear(byte[] pcm, int bits, int rate, int channels, int samples) {
        long now = System.nanoTime();
        for (int i = 0; i + 1 < pcm.length; i += 2) {
            if (Math.abs((short) ((pcm[i] & 255) | (pcm[i + 1] << 8))) > LOUD) {
                if (now - lastLoud > TimeUnit.MILLISECONDS.toNanos(400)) {
                    beeps.add(now);
                }
                lastLoud = now;
                return;
            }
        }
    }

    @Override
    public void close() {
        if (video != null) {
            video.removeSink(eye);
        }
        if (audio != null) {
            audio.removeSink(ear);
        }
        NativeHold hold = NativeHold.of(connection);
        connection.close();
        hold.release();
    }

    private record Done(CompletableFuture<Boolean> done) implements SetSessionDescriptionObserver {
        @Override
        public void onSuccess() {
            done.complete(true);
        }

        @Override
        public void onFailure(String error) {
            done.completeExceptionally(new IllegalStateException(error));
        }
    }
}
