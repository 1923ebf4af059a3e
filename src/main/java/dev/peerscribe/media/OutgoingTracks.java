package dev.peerscribe.media;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of our own on one link: one of sound and one of pictures at most, made when they are first sent and kept as
 * long as the link, in media sections of their own. Changed by the session thread; frames come on any.
 */
final class OutgoingTracks {
    /** What binds sound and picture together for the receiver (RFC 8830). */
    private static final List<String> STREAM = List.of("peerscribe");

    private final HeadlessSound engine;
    private final RTCPeerConnection connection;
    /**
     * Held while a frame is pushed, and while libwebrtc may change who listens to a source: the native list of listeners
     * has no lock. Who pushes never waits for it.
     */
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}, as are the next four. */
    private @Nullable Track<CustomAudioSource> sound;

    private @Nullable Track<CustomVideoSource> pictures;
    private final Map<TrackKind, RTCRtpTransceiver> sections = new EnumMap<>(TrackKind.class);
    private Set<TrackKind> sent = Set.of();
    /** Whether libwebrtc may still change listeners, as it took too long over it; nothing is pushed ever again then. */
    private boolean abandoned;
    /** By the latest exchange; written under the lock, read by any thread. */
    private volatile boolean heard;

    private record Track<S>(S source, MediaStreamTrack track) {}

    OutgoingTracks(HeadlessSound engine, RTCPeerConnection connection) {
        this.engine = engine;
        this.connection = connection;
    }

    /** Has these kinds be sent from the next exchange on, and no other. */
    void send(Set<TrackKind> kinds) {
        lock.lock();
        try {
            sent = Set.of(); // nothing is pushed into what is being made
            if (abandoned) {
                return;
            }
            for (TrackKind kind : TrackKind.values()) {
                RTCRtpTransceiver section = sections.get(kind);
                if (section == null && kinds.contains(kind)) {
                    sections.put(kind, add(kind));
                } else if (section != null && !section.stopped()) {
                    section.setDirection(
                            kinds.contains(kind)
                                    ? RTCRtpTransceiverDirection.SEND_ONLY
                                    : RTCRtpTransceiverDirection.INACTIVE);
                }
            }
            sent = Set.copyOf(kinds);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the peer agreed to receive anything; any thread, without waiting. */
    boolean isHeard() {
        return heard;
    }

    /** Looks at what an exchange came to; by the session thread. */
    void agreed() {
        lock.lock();
        try {
            heard = sections.values().stream()
                    .anyMatch(section -> section.getCurrentDirection() == RTCRtpTransceiverDirection.SEND_ONLY);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a part of an exchange of descriptions, or the end of the connection, while nothing is pushed. After one that was
     * not waited for to its end the connection is to be closed.
     */
    void whileSilent(NegotiationStep step) throws NegotiationException, InterruptedException {
        lock.lock();
        try {
            engine.keptRunning(step);
        } catch (NegotiationException e) {
            if (e.rule() == NegotiationRule.TIMEOUT) {
                abandon();
            }
            throw e;
        } catch (InterruptedException e) {
            abandon();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private void abandon() {
        abandoned = true;
        sent = Set.of();
        heard = false;
    }

    /** Pushes a frame, which stays the caller's; false where nothing of its kind is sent at the moment. */
    boolean push(MediaFrame frame) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            return switch (frame) {
                case AudioBlock block
                when sent.contains(TrackKind.AUDIO) && sound != null && isTenMillis(block) -> {
                    sound.source().pushAudio(block.pcm(), 16, block.sampleRate(), block.channels(), block.samples());
                    yield true;
                }
                case VideoPicture picture
                when sent.contains(TrackKind.VIDEO) && pictures != null -> {
                    push(picture, pictures.source());
                    yield true;
                }
                case AudioBlock _, VideoPicture _, EncodedFrame _ -> false;
            };
        } finally {
            lock.unlock();
        }
    }

    /** Gives everything back, after the connection was closed. */
    void close() {
        lock.lock();
        try {
            sent = Set.of();
            heard = false;
            for (RTCRtpTransceiver section : sections.values()) {
                NativeReference held = NativeReference.to(section);
                if (held != null) {
                    held.release(); // counted, and the library has no other way to give it back
                }
            }
            sections.clear();
            if (sound != null) {
                quietly(sound.track()::dispose);
                quietly(sound.source()::dispose);
                sound = null;
            }
            if (pictures != null) {
                quietly(pictures.track()::dispose);
                quietly(pictures.source()::dispose);
                pictures = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private RTCRtpTransceiver add(TrackKind kind) {
        PeerConnectionFactory factory = engine.factory();
        MediaStreamTrack track = switch (kind) {
            case AUDIO -> {
                CustomAudioSource source = new CustomAudioSource();
                sound = new Track<>(source, factory.createAudioTrack("peerscribe-audio", source));
                yield sound.track();
            }
            case VIDEO -> {
                CustomVideoSource source = new CustomVideoSource();
                pictures = new Track<>(source, factory.createVideoTrack("peerscribe-video", source));
                yield pictures.track();
            }
        };
        RTCRtpTransceiverInit init = new RTCRtpTransceiverInit();
        init.direction = RTCRtpTransceiverDirection.SEND_ONLY;
        init.streamIds = STREAM;
        init.sendEncodings = List.of();
        return connection.addTransceiver(track, init);
    }

    /** The library stamps what is pushed, sound too, with the moment of the push. */
    private static void push(VideoPicture picture, CustomVideoSource source) {
        if (picture instanceof WebRtcPicture received) {
            // not another reference, so there is none to give back
            source.pushFrame(new VideoFrame(received.frame().buffer, picture.rotation(), picture.presentationNanos()));
            return;
        }
        NativeI420Buffer buffer = NativeI420Buffer.allocate(picture.width(), picture.height());
        VideoFrame frame = new VideoFrame(buffer, picture.rotation(), picture.presentationNanos());
        try {
            int across = (picture.width() + 1) / 2;
            int down = (picture.height() + 1) / 2;
            copy(
                    picture.y(),
                    picture.strideY(),
                    buffer.getDataY(),
                    buffer.getStrideY(),
                    picture.width(),
                    picture.height());
            copy(picture.u(), picture.strideU(), buffer.getDataU(), buffer.getStrideU(), across, down);
            copy(picture.v(), picture.strideV(), buffer.getDataV(), buffer.getStrideV(), across, down);
            source.pushFrame(frame);
        } finally {
            frame.release();
        }
    }

    private static void copy(ByteBuffer from, int fromStride, ByteBuffer to, int toStride, int width, int height) {
        int start = from.position();
        for (int row = 0; row < height; row++) {
            to.put(row * toStride, from, start + row * fromStride, width);
        }
    }

    /** What libwebrtc takes; it drops everything else without a word. */
    private static boolean isTenMillis(AudioBlock block) {
        return block.samples() * 100 == block.sampleRate()
                && block.sampleRate() >= 8_000
                && block.sampleRate() <= 48_000;
    }

    private static void quietly(Runnable dispose) {
        try {
            dispose.run();
        } catch (RuntimeException | Error e) {
            // not the last reference; ours is given back
        }
    }
}
