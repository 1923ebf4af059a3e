package dev.peerscribe.relay;

import static org.bytedeco.ffmpeg.global.avformat.avio_close;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.javacpp.Pointer;

/**
 * Whether a file that a muxer opened by itself could not be written: FFmpeg's for HLS goes on as if it had been. Owned by
 * the output's thread, on which files are closed too. The native side holds a number only, as with {@link Deadline}.
 */
final class FileErrors implements AutoCloseable {
    /** As JavaCPP has room for few callbacks, all outputs share this one. */
    private static final Closing CLOSING = new Closing();

    private static final Map<Long, FileErrors> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private boolean any;

    FileErrors() {
        OPEN.put(number, this);
    }

    /** Has the context's files closed by this. */
    void watch(AVFormatContext format) {
        format.opaque(new Opaque(number)).io_close2(CLOSING);
    }

    boolean any() {
        return any;
    }

    @Override
    public void close() {
        OPEN.remove(number);
    }

    /** A number that looks like a pointer. */
    private static final class Opaque extends Pointer {
        Opaque(long number) {
            address = number;
        }
    }

    private static final class Closing extends AVFormatContext.Io_close2_AVFormatContext_AVIOContext {
        Closing() {}

        @Override
        public int call(AVFormatContext format, AVIOContext file) {
            Pointer opaque = format.opaque();
            int result = avio_close(file);
            FileErrors errors = opaque == null ? null : OPEN.get(opaque.address());
            if (result < 0 && errors != null) {
                errors.any = true;
            }
            return result;
        }
    }
}
