package dev.peerscribe.ffmpeg;

import static dev.peerscribe.ffmpeg.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;

import dev.peerscribe.media.VideoPicture;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** Decoded pictures of any form as I420 that fits into a size. Owned by one thread. */
final class PictureConverter implements AutoCloseable {
    private final int most;
    private final int highest;
    private final PicturePool pool = new PicturePool();
    private final PointerPointer<BytePointer> to = new PointerPointer<>(4);
    private final IntPointer strides = new IntPointer(4);
    private @Nullable SwsContext scaler;

    PictureConverter(int width, int height) {
        most = width;
        highest = height;
    }

    /** A copy that outlives this, to be turned as {@link VideoPicture#rotation()} says; null where it is no picture. */
    @Nullable
    VideoPicture convert(AVFrame frame, long nanos, int rotation) throws FfmpegException {
        if (frame.width() < 2 || frame.height() < 2) {
            return null;
        }
        double ratio = Math.min(1, Math.min(most / (double) frame.width(), highest / (double) frame.height()));
        int width = Math.clamp(Math.round(frame.width() * ratio / 2) * 2, 2, most);
        int height = Math.clamp(Math.round(frame.height() * ratio / 2) * 2, 2, highest);
        SwsContext context = sws_getCachedContext(
                scaler,
                frame.width(),
                frame.height(),
                frame.format(),
                width,
                height,
                AV_PIX_FMT_YUV420P,
                SWS_BILINEAR,
                null,
                null,
                (DoublePointer) null);
        scaler = context;
        if (context == null) {
            throw new FfmpegException("has pictures of a kind that cannot be shown");
        }
        PicturePool.Planes planes = pool.take(width, height);
        for (int plane = 0; plane < 3; plane++) {
            to.put(plane, planes.pointer(plane));
            strides.put(plane, plane == 0 ? planes.strideLuma() : planes.strideChroma());
        }
        check(sws_scale(context, frame.data(), frame.linesize(), 0, frame.height(), to, strides), "scale a picture");
        return pool.picture(planes, nanos, rotation);
    }

    @Override
    public void close() {
        if (scaler != null) {
            sws_freeContext(scaler);
            scaler = null;
        }
        to.close();
        strides.close();
    }
}
