package dev.peerscribe.composite;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** FFmpeg's libraries as this room uses them, loaded once a process. */
final class Natives {
    static {
        // As the recorder has it: all native memory here is freed by hand, and JavaCPP's own bounds know only the
        // heap's.
        setDefault("org.bytedeco.javacpp.maxBytes", "0");
        setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        Loader.load(avutil.class);
        Loader.load(swresample.class);
        Loader.load(swscale.class);
        Loader.load(avcodec.class);
        Loader.load(avformat.class);
        av_log_set_level(AV_LOG_QUIET);
    }

    private Natives() {}

    static void load() {
        // the static initialiser does
    }

    /** Passes a result on, or throws where it is an error code. */
    static int check(int result, String what) throws CompositeException {
        if (result < 0) {
            throw new CompositeException(what + ": " + text(result));
        }
        return result;
    }

    /** What FFmpeg allocated, or an exception where it could not. */
    static <T extends Pointer> T made(@Nullable T pointer, String what) throws CompositeException {
        if (pointer == null || pointer.isNull()) {
            throw new CompositeException("no memory for " + what);
        }
        return pointer;
    }

    static void option(Pointer context, String name, String value) throws CompositeException {
        check(av_opt_set(context, name, value, 0), "option " + name + "=" + value);
    }

    /** A picture of that size, with planes that are the caller's to fill and free. */
    static AVFrame picture(int width, int height) throws CompositeException {
        AVFrame frame = made(av_frame_alloc(), "a picture");
        frame.width(width);
        frame.height(height);
        frame.format(AV_PIX_FMT_YUV420P);
        frame.color_range(AVCOL_RANGE_MPEG);
        if (av_frame_get_buffer(frame, 0) < 0) {
            av_frame_free(frame);
            throw new CompositeException("no memory for a picture");
        }
        return frame;
    }

    private static String text(int code) {
        byte[] text = new byte[128];
        av_strerror(code, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
