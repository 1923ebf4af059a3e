package dev.peerscribe.stage;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.VideoPicture;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** A hold on a canvas as it was at one time; the memory is shared with it until it is drawn on again. */
final class CanvasPicture implements VideoPicture {
    private final Shared shared;
    private final long presentationNanos;
    private final AtomicBoolean closed = new AtomicBoolean();

    CanvasPicture(AVFrame canvas, long presentationNanos) throws FfmpegException {
        this(new Shared(canvas), presentationNanos);
    }

    private CanvasPicture(Shared shared, long presentationNanos) {
        this.shared = shared;
        this.presentationNanos = presentationNanos;
    }

    @Override
    public long presentationNanos() {
        return presentationNanos;
    }

    @Override
    public int width() {
        return shared.width;
    }

    @Override
    public int height() {
        return shared.height;
    }

    @Override
    public int rotation() {
        return 0;
    }

    @Override
    public ByteBuffer y() {
        return plane(0);
    }

    @Override
    public ByteBuffer u() {
        return plane(1);
    }

    @Override
    public ByteBuffer v() {
        return plane(2);
    }

    private ByteBuffer plane(int index) {
        return open().planes[index].duplicate();
    }

    @Override
    public int strideY() {
        return shared.strides[0];
    }

    @Override
    public int strideU() {
        return shared.strides[1];
    }

    @Override
    public int strideV() {
        return shared.strides[2];
    }

    @Override
    public VideoPicture retain() {
        open().holds.incrementAndGet();
        return new CanvasPicture(shared, presentationNanos);
    }

    private Shared open() {
        if (closed.get()) {
            throw new IllegalStateException("the picture is closed");
        }
        return shared;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true) && shared.holds.decrementAndGet() == 0) {
            av_frame_free(shared.frame);
        }
    }

    /** The reference that all holds share. */
    private static final class Shared {
        private final AVFrame frame;
        private final int width;
        private final int height;
        private final int[] strides = new int[3];
        private final ByteBuffer[] planes = new ByteBuffer[3];
        private final AtomicInteger holds = new AtomicInteger(1);

        Shared(AVFrame canvas) throws FfmpegException {
            frame = av_frame_clone(canvas);
            if (frame == null) {
                throw new FfmpegException("no memory for a picture");
            }
            width = frame.width();
            height = frame.height();
            for (int plane = 0; plane < planes.length; plane++) {
                strides[plane] = frame.linesize(plane);
                long rows = plane == 0 ? height : height / 2;
                planes[plane] =
                        frame.data(plane).capacity(strides[plane] * rows).asByteBuffer();
            }
        }
    }
}
