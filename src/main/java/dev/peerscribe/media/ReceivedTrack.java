package dev.peerscribe.media;

import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.AudioTrackSink;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import dev.onvoid.webrtc.media.video.VideoTrackSink;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A remote track with the one native sink that is on it. The engine hands frames over on its own threads, and an
 * exception there would end the process: whatever happens is caught and counted.
 */
final class ReceivedTrack {
    /** How far the engine's render time may be from now and still be believed. */
    private static final long PLAUSIBLE = TimeUnit.SECONDS.toNanos(1);

    private final String id;
    private final TrackKind kind;
    private final MediaStreamTrack track;
    /** Keeps the native track alive until our sink is off it; null where handles cannot be read. */
    private final @Nullable NativeReference reference;

    private final AtomicLong held;
    private final MediaMetrics metrics;
    private final @Nullable VideoTrackSink videoSink;
    private final @Nullable AudioTrackSink audioSink;
    /** Where frames go; written by the session thread, read by the engine's; null drops them. */
    private volatile @Nullable MediaSink target;

    private final LipSync lipSync = new LipSync();
    /** The latest time given to a frame; owned by the thread that delivers the track's frames. */
    private long lastNanos = Long.MIN_VALUE;

    ReceivedTrack(String id, MediaStreamTrack track, AtomicLong held, MediaMetrics metrics) {
        this.id = id;
        this.track = track;
        this.held = held;
        this.metrics = metrics;
        this.reference = NativeReference.to(track);
        if (reference != null) {
            reference.retain();
        }
        if (track instanceof VideoTrack video) {
            kind = TrackKind.VIDEO;
            audioSink = null;
            videoSink = this::onPicture;
            video.addSink(videoSink);
        } else if (track instanceof AudioTrack audio) {
            kind = TrackKind.AUDIO;
            videoSink = null;
            audioSink = this::onSound;
            audio.addSink(audioSink);
        } else {
            throw new IllegalArgumentException("a track that is neither sound nor picture");
        }
    }

    String id() {
        return id;
    }

    TrackKind kind() {
        return kind;
    }

    void route(MediaSink sink) {
        target = sink;
    }

    /** Told how far the engine's sound is behind this picture track; by the session thread. */
    void soundIsLater(long nanos) {
        lipSync.soundIsLater(nanos);
    }

    /** Takes the sink off, after which no frame comes. Called by the session thread, once. */
    void close(boolean nativeTrackLives) {
        target = null;
        if (reference == null && !nativeTrackLives) {
            return; // the native track may be freed already: leaking the sink is the lesser evil
        }
        if (track instanceof VideoTrack video && videoSink != null) {
            video.removeSink(videoSink);
        } else if (track instanceof AudioTrack audio && audioSink != null) {
            audio.removeSink(audioSink);
        }
        if (reference != null) {
            reference.release();
        }
    }

    private void onPicture(VideoFrame frame) {
        try {
            MediaSink sink = target;
            if (sink == null) {
                frame.release();
                return;
            }
            sink.accept(new WebRtcPicture(frame, presentation(frame.timestampNs), held));
        } catch (RuntimeException | Error e) {
            metrics.callbackFailed();
        }
    }

    private void onSound(byte[] pcm, int bitsPerSample, int sampleRate, int channels, int frames) {
        try {
            MediaSink sink = target;
            if (sink == null) {
                return;
            }
            if (bitsPerSample != 16 || channels < 1 || channels > 2 || sampleRate < 8_000) {
                metrics.callbackFailed();
                return;
            }
            sink.accept(new AudioBlock(later(System.nanoTime()), pcm, sampleRate, channels));
        } catch (RuntimeException | Error e) {
            metrics.callbackFailed();
        }
    }

    /**
     * The engine's render time, which has the sender's rhythm without the jitter of our threads. It is on the clock of
     * nanoTime on Linux and macOS; where it is not, or the engine names none, arrival stands in. Sound has arrival only,
     * which is when it is heard; the two differ by some 10 ms, and by what {@link LipSync} corrects.
     */
    private long presentation(long renderNanos) {
        long now = System.nanoTime();
        return later((Math.abs(renderNanos - now) < PLAUSIBLE ? renderNanos : now) + lipSync.at(now));
    }

    /** Strictly increasing, so that no consumer has to think about equal times. */
    private long later(long nanos) {
        lastNanos = lastNanos == Long.MIN_VALUE ? nanos : Math.max(nanos, lastNanos + 1_000);
        return lastNanos;
    }
}
