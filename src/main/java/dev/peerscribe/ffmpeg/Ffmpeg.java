package dev.peerscribe.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/** FFmpeg's libraries, loaded once a process. */
public final class Ffmpeg {
    static {
        // JavaCPP refuses allocations once the process is larger than twice the heap limit; most of this
        // process lives outside the heap, and everything native here is freed by hand.
        setDefault("org.bytedeco.javacpp.maxBytes", "0");
        setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        Loader.load(avutil.class);
        Loader.load(swresample.class);
        Loader.load(swscale.class);
        Loader.load(avcodec.class);
        Loader.load(avformat.class);
        // What goes wrong comes back as a code; the libraries' own words may quote what a peer sent.
        av_log_set_level(AV_LOG_QUIET);
    }

    private Ffmpeg() {}

    /** Loads the libraries where that was not done; takes about a second the first time on a machine. */
    public static void load() {
        // the static initialiser does
    }

    /** Passes a result on, or throws where it is an error code. */
    public static int check(int result, String what) throws FfmpegException {
        if (result < 0) {
            throw new FfmpegException(what + ": " + text(result));
        }
        return result;
    }

    /** As {@link #check}, blaming an encoder. */
    public static int checkEncoder(int result, String what) throws EncoderException {
        if (result < 0) {
            throw new EncoderException(what + ": " + text(result));
        }
        return result;
    }

    public static void option(Pointer context, String name, String value) throws EncoderException {
        checkEncoder(av_opt_set(context, name, value, 0), "encoder option " + name + "=" + value);
    }

    /** FFmpeg's name for an error code. */
    public static String text(int code) {
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
