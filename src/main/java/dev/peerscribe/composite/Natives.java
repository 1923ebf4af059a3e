package dev.peerscribe.composite;

import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import dev.peerscribe.ffmpeg.Ffmpeg;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** FFmpeg as this room uses it: what fails is a film's trouble. */
final class Natives {
    private Natives() {}

    static void load() {
        Ffmpeg.load();
    }

    /** Passes a result on, or throws where it is an error code. */
    static int check(int result, String what) throws CompositeException {
        if (result < 0) {
            throw new CompositeException(what + ": " + Ffmpeg.text(result));
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
}
