package dev.peerscribe.embedded;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guest's camera and microphone: feeds picture and sound of one timeline that runs along the wall clock. Owned by the
 * guest's thread, which therefore feeds nothing while it negotiates: the native list of sinks has no lock.
 */
final class GuestCamera implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GuestCamera.class);
    private static final long BLOCK = TimeUnit.MILLISECONDS.toNanos(10);
    /** Sound that is later than this is left out, since a burst would only swell the receiver's buffer. */
    private static final long TOO_LATE = 5 * BLOCK;

    private final GuestPicture picture;
    private final int width;
    private final int height;
    private final long frameNanos;
    private final long epochMinusNano;
    private final CustomVideoSource videoSource = new CustomVideoSource();
    private final CustomAudioSource audioSource = new CustomAudioSource();
    private final VideoTrack videoTrack;
    private final AudioTrack audioTrack;
    private long nextFrame; // epoch nanoseconds
    private long nextBlock; // epoch nanoseconds
    private long frames;

    GuestCamera(PeerConnectionFactory factory, EmbeddedProperties.Demo properties, String name, Clock clock) {
        this.width = properties.width();
        this.height = properties.height();
        this.picture = new GuestPicture(width, height, name);
        this.frameNanos = TimeUnit.SECONDS.toNanos(1) / properties.frameRate();
        Instant now = clock.instant();
        this.epochMinusNano = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
        this.videoTrack = factory.createVideoTrack("guest-video", videoSource);
        this.audioTrack = factory.createAudioTrack("guest-audio", audioSource);
        skipTo(now());
    }

    VideoTrack videoTrack() {
        return videoTrack;
    }

    AudioTrack audioTrack() {
        return audioTrack;
    }

    /** Frames fed so far. */
    long frames() {
        return frames;
    }

    /** Nanoseconds until the next piece is due; not positive where it is. */
    long untilNext() {
        return Math.min(nextFrame, nextBlock) - now();
    }

    /** Feeds what is due. */
    void feed() {
        long now = now();
        if (now - nextBlock > TOO_LATE) {
            skipTo(now);
        }
        while (nextBlock <= now) {
            audioSource.pushAudio(
                    GuestTone.block(nextBlock), GuestTone.BITS, GuestTone.SAMPLE_RATE, 1, GuestTone.SAMPLES);
            nextBlock += BLOCK;
        }
        if (nextFrame <= now) {
            push(nextFrame);
            nextFrame = following(nextFrame, now);
        }
    }

    /** After a pause: goes on with the present moment instead of catching up. */
    private void skipTo(long now) {
        nextBlock = now - Math.floorMod(now, BLOCK) + BLOCK;
        nextFrame = following(now - Math.floorMod(now, TimeUnit.SECONDS.toNanos(1)), now);
    }

    /** The first frame time after {@code now}; each second begins with a frame, whatever the rate. */
    private long following(long frame, long now) {
        long second = TimeUnit.SECONDS.toNanos(1);
        long next = frame;
        while (next <= now) {
            long inSecond = Math.floorMod(next, second) + frameNanos;
            boolean isNextSecond = second - inSecond < frameNanos / 2;
            next = next - Math.floorMod(next, second) + (isNextSecond ? second : inSecond);
        }
        return next;
    }

    private void push(long epochNanos) {
        NativeI420Buffer buffer = NativeI420Buffer.allocate(width, height);
        picture.draw(
                epochNanos,
                new GuestPicture.Plane(buffer.getDataY(), buffer.getStrideY()),
                new GuestPicture.Plane(buffer.getDataU(), buffer.getStrideU()),
                new GuestPicture.Plane(buffer.getDataV(), buffer.getStrideV()));
        VideoFrame frame = new VideoFrame(buffer, 0, epochNanos - epochMinusNano);
        try {
            videoSource.pushFrame(frame);
            frames++;
        } finally {
            frame.release();
        }
    }

    private long now() {
        return System.nanoTime() + epochMinusNano;
    }

    /** Only after every connection that carries the tracks is closed. */
    @Override
    public void close() {
        // the library throws a bare Error where something else still holds the object, which goes with its last holder
        for (Runnable dispose : List.<Runnable>of(
                videoTrack::dispose, audioTrack::dispose, videoSource::dispose, audioSource::dispose)) {
            try {
                dispose.run();
            } catch (RuntimeException | Error e) {
                log.debug("a guest's native source is still held: {}", e.getMessage());
            }
        }
    }
}
