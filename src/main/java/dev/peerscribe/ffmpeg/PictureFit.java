package dev.peerscribe.ffmpeg;

import static dev.peerscribe.ffmpeg.Ffmpeg.checkEncoder;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;

import dev.peerscribe.media.VideoPicture;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** Lays pictures of any size, upright, into frames of one size: whole, in the middle, with black bars. Owned by one thread. */
public final class PictureFit implements AutoCloseable {
    private static final int BLACK_LUMA = 16;
    private static final int BLACK_CHROMA = 128;

    static {
        Loader.load(swscale.class);
    }

    private final PointerPointer<BytePointer> from = new PointerPointer<>(4);
    private final PointerPointer<BytePointer> to = new PointerPointer<>(4);
    private final IntPointer fromStrides = new IntPointer(4);
    private final IntPointer toStrides = new IntPointer(4);
    private @Nullable SwsContext scaler;
    private @Nullable AVFrame upright;
    /** Of the latest picture that was scaled. */
    private int width;

    private int height;

    /** Whether the target holds the bars that go with the latest picture. */
    private boolean barred;

    /** Copies; {@code into} must be the same frame each time, which keeps what is in it. */
    void copy(VideoPicture picture, AVFrame into) throws EncoderException {
        int across = PictureCopy.uprightWidth(picture);
        int down = PictureCopy.uprightHeight(picture);
        if (across == into.width() && down == into.height()) {
            PictureCopy.copy(picture, into);
            barred = false;
            return;
        }
        if (across != width || down != height) {
            width = across;
            height = down;
            barred = false;
            release();
        }
        scale(picture, into);
    }

    private void scale(VideoPicture picture, AVFrame into) throws EncoderException {
        double ratio = Math.min(into.width() / (double) width, into.height() / (double) height);
        int across = Math.clamp(Math.round(width * ratio / 2) * 2, 2, into.width());
        int down = Math.clamp(Math.round(height * ratio / 2) * 2, 2, into.height());
        if (!barred) {
            blacken(into);
            barred = true;
        }
        AVFrame source = uprightFrame();
        PictureCopy.copy(picture, source);
        int left = (into.width() - across) / 4 * 2;
        int top = (into.height() - down) / 4 * 2;
        for (int plane = 0; plane < 3; plane++) {
            int shift = plane == 0 ? 0 : 1;
            from.put(plane, source.data(plane));
            fromStrides.put(plane, source.linesize(plane));
            long offset = (long) (top >> shift) * into.linesize(plane) + (left >> shift);
            to.put(plane, into.data(plane).getPointer(offset));
            toStrides.put(plane, into.linesize(plane));
        }
        SwsContext context = sws_getCachedContext(
                scaler,
                width,
                height,
                AV_PIX_FMT_YUV420P,
                across,
                down,
                AV_PIX_FMT_YUV420P,
                SWS_BILINEAR,
                null,
                null,
                (DoublePointer) null);
        scaler = context;
        if (context == null) {
            throw new EncoderException("no scaler from " + width + "x" + height);
        }
        checkEncoder(sws_scale(context, from, fromStrides, 0, height, to, toStrides), "scale a picture");
    }

    private AVFrame uprightFrame() throws EncoderException {
        AVFrame frame = upright;
        if (frame == null) {
            frame = av_frame_alloc();
            upright = frame;
            frame.width(width);
            frame.height(height);
            frame.format(AV_PIX_FMT_YUV420P);
            checkEncoder(av_frame_get_buffer(frame, 0), "allocate a picture");
        }
        return frame;
    }

    private static void blacken(AVFrame frame) {
        for (int plane = 0; plane < 3; plane++) {
            long rows = plane == 0 ? frame.height() : frame.height() / 2;
            Pointer.memset(frame.data(plane), plane == 0 ? BLACK_LUMA : BLACK_CHROMA, rows * frame.linesize(plane));
        }
    }

    private void release() {
        if (upright != null) {
            av_frame_free(upright);
            upright = null;
        }
    }

    @Override
    public void close() {
        release();
        if (scaler != null) {
            sws_freeContext(scaler);
            scaler = null;
        }
        from.close();
        to.close();
        fromStrides.close();
        toStrides.close();
    }
}
