package dev.peerscribe.stage;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.VideoPicture;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** A canvas as it was at one time; the memory is shared with it until it is drawn on again. */
final class CanvasPicture implements VideoPicture {
    private final long presentationNanos;
    private final AVFrame frame;
    private final int width;
    private final int height;
    private final int[] strides = new int[3];
    private final ByteBuffer[] planes = new ByteBuffer[3];
    private final AtomicInteger holds = new AtomicInteger(1);

    CanvasPicture(AVFrame canvas, long presentationNanos) throws FfmpegException {
        this.presentationNanos = presentationNanos;
        frame = av_frame_clone(canvas);
        if (frame == null) {
            throw new FfmpegException("no memory for a picture");
        }
        width = frame.width();
        height = frame.height();
        for (int plane = 0; plane < planes.length; plane++) {
            strides[plane] = frame.linesize(plane);
            long rows = plane == 0 ? height : height / 2;
            planes[plane] = frame.data(plane).capacity(strides[plane] * rows).asByteBuffer();
        }
    }

    @Override
    public long presentationNanos() {
        return presentationNanos;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int rotation() {
        return 0;
    }

    @Override
    public ByteBuffer y() {
        return planes[0];
    }

    @Override
    public ByteBuffer u() {
        return planes[1];
    }

    @Override
    public ByteBuffer v() {
        return planes[2];
    }

    @Override
    public int strideY() {
        return strides[0];
    }

    @Override
    public int strideU() {
        return strides[1];
    }

    @Override
    public int strideV() {
        return strides[2];
    }

    @Override
    public VideoPicture retain() {
        holds.incrementAndGet();
        return this;
    }

    @Override
    public void close() {
        if (holds.decrementAndGet() == 0) {
            av_frame_free(frame);
        }
    }
}
