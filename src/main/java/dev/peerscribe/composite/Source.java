package dev.peerscribe.composite;

import static dev.peerscribe.composite.Natives.made;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_LOW_DELAY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.peerscribe.media.TrackKind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * The decoded frames of one track of one file, one after the other. The file is hostile: only our containers and codecs
 * are opened, of bounded size, and what cannot be decoded is left out. Owned by one thread.
 */
final class Source implements AutoCloseable {
    /** 8K and a bit. */
    private static final long MOST_PIXELS = 36_000_000;

    private static final long MOST_SAMPLES = 48_000;
    private static final int MOST_STREAMS = 8;
    private static final int LARGEST_PACKET = 32 << 20;
    /** Times beyond are no times (ms). */
    private static final long LATEST = 100L * 3600 * 1000;

    /** Nearer to the start than that, it is the way there (ms). */
    private static final long NEAR = 1000;

    private final Path file;
    private final TrackKind kind;
    private final AVPacket packet;
    private AVFormatContext input = new AVFormatContext(null);
    private @Nullable AVCodecContext decoder;
    private int index = -1;
    private double millisPerTick;
    private boolean ended;
    private boolean closed;

    /** Opens the first track of that kind. */
    Source(Path file, TrackKind kind) throws CompositeException {
        this.file = file;
        this.kind = kind;
        Natives.load();
        packet = made(av_packet_alloc(), "a packet");
        boolean open = false;
        try {
            open();
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    private void open() throws CompositeException {
        String name = String.valueOf(file.getFileName());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new CompositeException(name + ": is not there or no regular file");
        }
        openFile(name);
        openDecoder(name);
    }

    private void openFile(String name) throws CompositeException {
        AVInputFormat ours = av_find_input_format(name.endsWith(".mp4") ? "mov" : "matroska");
        AVDictionary options = new AVDictionary(null);
        try {
            av_dict_set(options, "protocol_whitelist", "file", 0);
            Natives.check(
                    avformat_open_input(input, "file:" + file.toAbsolutePath(), ours, options),
                    name + ": cannot be opened");
        } finally {
            av_dict_free(options);
        }
        int streams = input.nb_streams();
        if (streams > MOST_STREAMS) {
            throw new CompositeException(name + ": has " + streams + " tracks");
        }
        int type = kind == TrackKind.VIDEO ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO;
        for (int i = 0; i < streams; i++) {
            AVStream stream = input.streams(i);
            if (index < 0 && stream.codecpar().codec_type() == type) {
                index = i;
                millisPerTick = 1000.0
                        * stream.time_base().num()
                        / Math.max(1, stream.time_base().den());
            } else {
                stream.discard(avcodec.AVDISCARD_ALL);
            }
        }
        if (index < 0) {
            throw new CompositeException(name + ": has no " + (kind == TrackKind.VIDEO ? "pictures" : "sound"));
        }
    }

    private void openDecoder(String name) throws CompositeException {
        AVCodecParameters parameters = input.streams(index).codecpar();
        String codecName = switch (parameters.codec_id()) {
            case avcodec.AV_CODEC_ID_VP8 -> "vp8";
            case avcodec.AV_CODEC_ID_VP9 -> "vp9";
            case avcodec.AV_CODEC_ID_H264 -> "h264";
            case avcodec.AV_CODEC_ID_AV1 -> "libaom-av1";
            case avcodec.AV_CODEC_ID_OPUS -> "opus";
            default -> throw new CompositeException(name + ": codec " + parameters.codec_id() + " is none of ours");
        };
        AVCodec codec = avcodec_find_decoder_by_name(codecName);
        if (codec == null) {
            throw new CompositeException("this build of FFmpeg has no decoder " + codecName);
        }
        AVCodecContext context = made(avcodec_alloc_context3(codec), "a decoder");
        decoder = context;
        Natives.check(avcodec_parameters_to_context(context, parameters), name + ": its codec's data");
        context.pkt_timebase(input.streams(index).time_base());
        context.thread_count(1);
        context.max_pixels(MOST_PIXELS);
        context.max_samples(MOST_SAMPLES);
        // A call's frames are in order: none is to be held back.
        context.flags(context.flags() | AV_CODEC_FLAG_LOW_DELAY);
        Natives.check(avcodec_open2(context, codec, (PointerPointer<?>) null), name + ": cannot be decoded");
    }

    /** Goes to the last key frame before a time of the file, or to its start where there is none; before the first frame. */
    void seek(long millis) throws CompositeException {
        if (millis > NEAR && av_seek_frame(input, index, (long) (millis / millisPerTick), AVSEEK_FLAG_BACKWARD) < 0) {
            // Which has read the file to its end.
            closeFile();
            input = new AVFormatContext(null);
            index = -1;
            open();
        }
    }

    /**
     * Decodes until the next frame is there; false at the end, which is also where the file is broken beyond repair.
     *
     * @param stopped asked between packets, for a file may hold many that give no frame
     */
    boolean next(AVFrame into, StopSignal stopped) throws StoppedException {
        AVCodecContext context = decoder;
        if (context == null || closed) {
            return false;
        }
        while (true) {
            stopped.check();
            if (avcodec_receive_frame(context, into) >= 0) {
                if (usable(into)) {
                    return true;
                }
                continue;
            }
            if (ended) {
                return false;
            }
            if (av_read_frame(input, packet) < 0) {
                ended = true;
                int _ = avcodec_send_packet(context, null);
                continue;
            }
            try {
                if (packet.stream_index() == index && packet.size() > 0 && packet.size() <= LARGEST_PACKET) {
                    // One that cannot be decoded is left out; the next key frame heals.
                    int _ = avcodec_send_packet(context, packet);
                }
            } finally {
                av_packet_unref(packet);
            }
        }
    }

    private boolean usable(AVFrame frame) {
        long pts = frame.best_effort_timestamp();
        if (pts == AV_NOPTS_VALUE || Math.abs(millis(frame)) > LATEST) {
            return false;
        }
        return kind == TrackKind.VIDEO
                ? frame.width() > 0 && frame.height() > 0 && (long) frame.width() * frame.height() <= MOST_PIXELS
                : frame.nb_samples() > 0 && frame.nb_samples() <= MOST_SAMPLES;
    }

    /** The time of a frame that came from here, in the file. */
    long millis(AVFrame frame) {
        return Math.round(frame.best_effort_timestamp() * millisPerTick);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeFile();
            av_packet_free(packet);
        }
    }

    private void closeFile() {
        if (decoder != null) {
            avcodec_free_context(decoder);
            decoder = null;
        }
        if (!input.isNull()) {
            avformat_close_input(input);
        }
    }
}
