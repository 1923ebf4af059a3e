package dev.peerscribe.media;

import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A hold on a decoded frame in native memory, without a copy. The holders are counted here and the library's reference
 * is given back once, by the last one: every {@code retain} of the library is a call into native code.
 */
final class WebRtcPicture implements VideoPicture {
    private final Shared shared;
    private final long presentationNanos;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over the one reference that a frame comes with; {@code held} counts frames not yet given back. */
    WebRtcPicture(VideoFrame frame, long presentationNanos, AtomicLong held) {
        this(new Shared(frame, frame.buffer.toI420(), new AtomicInteger(1), held), presentationNanos);
        held.incrementAndGet();
    }

    private WebRtcPicture(Shared shared, long presentationNanos) {
        this.shared = shared;
        this.presentationNanos = presentationNanos;
    }

    @Override
    public long presentationNanos() {
        return presentationNanos;
    }

    @Override
    public int width() {
        return shared.planes.getWidth();
    }

    @Override
    public int height() {
        return shared.planes.getHeight();
    }

    @Override
    public int rotation() {
        return shared.frame.rotation;
    }

    @Override
    public ByteBuffer y() {
        return open().planes.getDataY().duplicate();
    }

    @Override
    public ByteBuffer u() {
        return open().planes.getDataU().duplicate();
    }

    @Override
    public ByteBuffer v() {
        return open().planes.getDataV().duplicate();
    }

    @Override
    public int strideY() {
        return shared.planes.getStrideY();
    }

    @Override
    public int strideU() {
        return shared.planes.getStrideU();
    }

    @Override
    public int strideV() {
        return shared.planes.getStrideV();
    }

    /** The frame itself, as long as this hold lasts. */
    VideoFrame frame() {
        return open().frame;
    }

    @Override
    public VideoPicture retain() {
        open().holders.incrementAndGet();
        return new WebRtcPicture(shared, presentationNanos);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true) && shared.holders.decrementAndGet() == 0) {
            shared.held.decrementAndGet();
            shared.frame.release();
        }
    }

    /** Reading freed memory would end the process, so a mistake ends in an exception here. */
    private Shared open() {
        if (closed.get()) {
            throw new IllegalStateException("the picture was closed");
        }
        return shared;
    }

    /** The frame, what it shows ({@code toI420} of a native frame is the same buffer, no reference more) and its holders. */
    private record Shared(VideoFrame frame, I420Buffer planes, AtomicInteger holders, AtomicLong held) {}
}
