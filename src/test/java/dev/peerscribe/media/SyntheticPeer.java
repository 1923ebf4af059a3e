package dev.peerscribe.media;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A participant for tests: sends a moving picture and a tone, and speaks on the data channel. It lives on a factory of
 * its own, since custom sound aborts the process on one with the headless module.
 */
public final class SyntheticPeer implements AutoCloseable {
    private static final int SAMPLE_RATE = 48_000;

    private final int width;
    private final int height;
    private final AudioDeviceModule module = new AudioDeviceModule(AudioLayer.kDummyAudio);
    private final PeerConnectionFactory factory = new PeerConnectionFactory(module);
    private final RTCPeerConnection connection;
    private final CustomVideoSource videoSource = new CustomVideoSource();
    private final CustomAudioSource audioSource = new CustomAudioSource();
    private final VideoTrack video;
    private final AudioTrack audio;
    private volatile RTCDataChannel ownChannel;
    private final Queue<RTCDataChannel> otherChannels = new ConcurrentLinkedQueue<>();
    private final Queue<IceCandidate> candidates = new ConcurrentLinkedQueue<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final AtomicLong framesSent = new AtomicLong();
    private final ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("synthetic-feeder").daemon(true).factory());
    /**
     * Carries candidates both ways: who called the other side from inside a callback would wait for its signalling thread,
     * which may be inside a callback that waits for this one's.
     */
    private final ExecutorService carrier = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("synthetic-candidates").daemon(true).factory());
    /** Owned by the carrier. */
    private @Nullable Consumer<IceCandidate> candidateListener;

    private volatile RTCPeerConnectionState state = RTCPeerConnectionState.NEW;
    private volatile boolean pictures = true;
    private volatile boolean sound = true;
    private volatile boolean silent;
    private long soundBlocks;
    /** Whether both tracks are there to be sent; owned by the feeder. */
    private boolean sending;

    /** Starts to feed pictures of {@code width}×{@code height}, {@code fps} a second, and sound. */
    public SyntheticPeer(int width, int height, int fps) {
        this.width = width;
        this.height = height;
        connection = factory.createPeerConnection(new RTCConfiguration(), new Observer());
        video = factory.createVideoTrack("synthetic-video", videoSource);
        audio = factory.createAudioTrack("synthetic-audio", audioSource);
        ownChannel = connection.createDataChannel("secure-channel", new RTCDataChannelInit());
        listen(ownChannel);
        var _ = feeder.scheduleAtFixedRate(this::feedPicture, 0, 1_000_000 / fps, TimeUnit.MICROSECONDS);
        var _ = feeder.scheduleAtFixedRate(this::feedSound, 0, 10, TimeUnit.MILLISECONDS);
    }

    /** Adds both tracks, to be sent. */
    public void addTracks() {
        feeding(() -> {
            connection.addTransceiver(video, sendOnly());
            connection.addTransceiver(audio, sendOnly());
            sending = true;
        });
    }

    /** Adds both tracks as a page does: they go with whichever offer stands, its own or another's. */
    public void shareTracks() {
        feeding(this::share);
    }

    private void share() {
        if (!sending) {
            connection.addTrack(video, List.of("stream"));
            connection.addTrack(audio, List.of("stream"));
            sending = true;
        }
    }

    /** Adds only sound, or only pictures. */
    public void addTrack(boolean ofPictures) {
        feeding(() -> connection.addTransceiver(ofPictures ? video : audio, sendOnly()));
    }

    /** Starts or stops sending on what was added, from the next negotiation on. */
    public void sendPictures(boolean send) {
        feeding(() -> {
            for (RTCRtpTransceiver transceiver : connection.getTransceivers()) {
                if (transceiver.getReceiver().getTrack().getKind().equals(MediaStreamTrack.VIDEO_TRACK_KIND)) {
                    transceiver.setDirection(
                            send ? RTCRtpTransceiverDirection.SEND_ONLY : RTCRtpTransceiverDirection.INACTIVE);
                }
            }
        });
    }

    /** Ends the picture's media section for good: its m-line gets port 0 in the next offer. */
    public void stopPictures() {
        feeding(() -> {
            for (RTCRtpTransceiver transceiver : connection.getTransceivers()) {
                if (transceiver.getReceiver().getTrack().getKind().equals(MediaStreamTrack.VIDEO_TRACK_KIND)) {
                    transceiver.stop();
                }
            }
        });
    }

    /** Stops or resumes the pictures at their source, as a muted camera does. */
    public void mutePictures(boolean muted) {
        pictures = !muted;
    }

    /** Sends digital silence instead of its sound, or its sound again, as a muted microphone does. */
    public void muteSound(boolean muted) {
        silent = muted;
    }

    public SessionDescription offer() {
        return offer(false);
    }

    public SessionDescription offer(boolean iceRestart) {
        RTCOfferOptions options = new RTCOfferOptions();
        options.iceRestart = iceRestart;
        return feeding(() -> {
            RTCSessionDescription offer = created(observer -> connection.createOffer(options, observer));
            set(observer -> connection.setLocalDescription(offer, observer));
            return new SessionDescription(SdpType.OFFER, offer.sdp);
        });
    }

    /** Answers an offer to receive, sending both tracks. */
    public SessionDescription answer(SessionDescription offer) {
        return feeding(() -> {
            RTCSessionDescription remote = new RTCSessionDescription(RTCSdpType.OFFER, offer.sdp());
            set(observer -> connection.setRemoteDescription(remote, observer));
            share();
            RTCSessionDescription answer =
                    created(observer -> connection.createAnswer(new RTCAnswerOptions(), observer));
            set(observer -> connection.setLocalDescription(answer, observer));
            return new SessionDescription(SdpType.ANSWER, answer.sdp);
        });
    }

    /** Takes its last offer back. */
    public void rollback() {
        feeding(() -> set(observer ->
                connection.setLocalDescription(new RTCSessionDescription(RTCSdpType.ROLLBACK, ""), observer)));
    }

    public void accept(SessionDescription answer) {
        feeding(() -> set(observer ->
                connection.setRemoteDescription(new RTCSessionDescription(RTCSdpType.ANSWER, answer.sdp()), observer)));
    }

    public void add(IceCandidate candidate) {
        if (!candidate.endsGathering()) {
            String mid = candidate.sdpMid();
            Integer index = candidate.sdpMLineIndex();
            carry(() -> connection.addIceCandidate(
                    new RTCIceCandidate(mid == null ? "" : mid, index == null ? 0 : index, candidate.candidate())));
        }
    }

    /** Tells every local candidate, those gathered before included. */
    public void onCandidate(Consumer<IceCandidate> listener) {
        carry(() -> {
            candidateListener = listener;
            tellCandidates();
        });
    }

    private void tellCandidates() {
        Consumer<IceCandidate> listener = candidateListener;
        if (listener == null) {
            return;
        }
        for (IceCandidate next = candidates.poll(); next != null; next = candidates.poll()) {
            listener.accept(next);
        }
    }

    private void carry(Runnable task) {
        try {
            carrier.execute(task);
        } catch (RejectedExecutionException e) {
            // a candidate for, or of, a peer that is gone
        }
    }

    /** Sends a text over the first channel that is open. */
    public boolean sendText(String text) {
        List<RTCDataChannel> all = new ArrayList<>(otherChannels);
        all.add(ownChannel);
        for (RTCDataChannel channel : all) {
            if (channel.getState() == RTCDataChannelState.OPEN) {
                try {
                    channel.send(
                            new RTCDataChannelBuffer(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), false));
                    return true;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return false;
    }

    /** Closes its own channel and opens another. */
    public void reopenChannel() {
        feeding(() -> {
            RTCDataChannel before = ownChannel;
            before.unregisterObserver();
            before.close();
            quietly(before::dispose);
            ownChannel = connection.createDataChannel("secure-channel", new RTCDataChannelInit());
            listen(ownChannel);
        });
    }

    /** The texts that came over data channels. */
    public List<String> texts() {
        return texts;
    }

    public boolean isConnected() {
        return state == RTCPeerConnectionState.CONNECTED;
    }

    /** Pictures given to the encoder. */
    public long framesSent() {
        return framesSent.get();
    }

    @Override
    public void close() {
        feeding(() -> {
            pictures = false;
            sound = false;
        });
        feeder.shutdownNow();
        carrier.shutdownNow();
        try {
            if (!feeder.awaitTermination(5, TimeUnit.SECONDS) || !carrier.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a thread of the peer does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ownChannel.unregisterObserver();
        otherChannels.forEach(RTCDataChannel::unregisterObserver);
        NativeReference reference = NativeReference.to(connection);
        connection.close();
        if (reference != null) {
            reference.release();
        }
        otherChannels.forEach(channel -> quietly(channel::dispose));
        quietly(ownChannel::dispose);
        quietly(video::dispose);
        quietly(audio::dispose);
        quietly(videoSource::dispose);
        quietly(audioSource::dispose);
        quietly(factory::dispose);
        quietly(module::dispose);
    }

    /** Runs on the feeder's thread: sound must not be pushed while a track is added or goes away. */
    private void feeding(Runnable task) {
        feeding(() -> {
            task.run();
            return true;
        });
    }

    private <T> T feeding(java.util.concurrent.Callable<T> task) {
        try {
            return feeder.submit(task).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the synthetic peer failed", e);
        }
    }

    private void feedPicture() {
        if (!pictures) {
            return;
        }
        long number = framesSent.getAndIncrement();
        NativeI420Buffer buffer = NativeI420Buffer.allocate(width, height);
        ByteBuffer y = buffer.getDataY();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                y.put(row * buffer.getStrideY() + column, (byte) (16 + (row + column + number * 4) % 200));
            }
        }
        fill(buffer.getDataU(), 100);
        fill(buffer.getDataV(), 150);
        VideoFrame frame = new VideoFrame(buffer, System.nanoTime());
        videoSource.pushFrame(frame);
        frame.release();
    }

    private static void fill(ByteBuffer plane, int value) {
        for (int i = 0; i < plane.capacity(); i++) {
            plane.put(i, (byte) value);
        }
    }

    private void feedSound() {
        if (!sound) {
            return;
        }
        byte[] pcm = new byte[SAMPLE_RATE / 100 * 2];
        for (int i = 0; i < pcm.length / 2; i++) {
            double angle = 2 * Math.PI * 440 * (soundBlocks * (pcm.length / 2) + i) / SAMPLE_RATE;
            short sample = silent ? 0 : (short) (Math.sin(angle) * 8_000);
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        soundBlocks++;
        audioSource.pushAudio(pcm, 16, SAMPLE_RATE, 1, pcm.length / 2);
    }

    private static RTCRtpTransceiverInit sendOnly() {
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = RTCRtpTransceiverDirection.SEND_ONLY;
        init.streamIds = List.of("stream");
        init.sendEncodings = List.of();
        return init;
    }

    private static RTCSessionDescription created(Consumer<CreateSessionDescriptionObserver> operation) {
        CompletableFuture<RTCSessionDescription> done = new CompletableFuture<>();
        operation.accept(new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
                done.complete(description);
            }

            @Override
            public void onFailure(String error) {
                done.completeExceptionally(new IllegalStateException(error));
            }
        });
        return done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void set(Consumer<SetSessionDescriptionObserver> operation) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        operation.accept(new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
                done.complete(true);
            }

            @Override
            public void onFailure(String error) {
                done.completeExceptionally(new IllegalStateException(error));
            }
        });
        var _ = done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void listen(RTCDataChannel channel) {
        channel.registerObserver(new RTCDataChannelObserver() {
            @Override
            public void onBufferedAmountChange(long previousAmount) {}

            @Override
            public void onStateChange() {}

            @Override
            public void onMessage(RTCDataChannelBuffer buffer) {
                byte[] copy = new byte[buffer.data.remaining()];
                buffer.data.get(copy);
                texts.add(new String(copy, StandardCharsets.UTF_8));
            }
        });
    }

    /** Some disposals complain that theirs was not the last reference; it is given back all the same. */
    private static void quietly(Runnable disposal) {
        try {
            disposal.run();
        } catch (RuntimeException | Error e) {
            // as said
        }
    }

    private final class Observer implements PeerConnectionObserver {
        @Override
        public void onIceCandidate(@Nullable RTCIceCandidate candidate) {
            if (candidate != null) {
                candidates.add(new IceCandidate(candidate.sdp, candidate.sdpMid, candidate.sdpMLineIndex, null));
                carry(SyntheticPeer.this::tellCandidates);
            }
        }

        @Override
        public void onConnectionChange(RTCPeerConnectionState changed) {
            state = changed;
        }

        @Override
        public void onDataChannel(RTCDataChannel channel) {
            otherChannels.add(channel);
            listen(channel);
        }
    }
}
