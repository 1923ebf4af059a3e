package dev.peerscribe.ffmpeg;

import static dev.peerscribe.ffmpeg.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_LOW_DELAY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.codec.FrameBufferPool;
import dev.peerscribe.codec.OpusToc;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one track, decoded one by one, each with the time it came with. They are hostile: only the codecs of calls
 * are opened, and sizes are bounded. Owned by one thread.
 */
public final class FrameDecoder implements AutoCloseable {
    /** 4K and a bit. A decoder of AV1 allocates what a frame says before FFmpeg compares, so it is asked before too. */
    private static final long MOST_PIXELS = 9_000_000;
    /** What a sender can say of itself before its first frame, in bytes; parameter sets are some dozens. */
    private static final int LARGEST_CONFIGURATION = 1 << 14;
    /** Opus in RTP may always be stereo (RFC 7587 §7). */
    private static final int CHANNELS = 2;

    private final FramePacket packet = new FramePacket();
    private final AVFrame frame = av_frame_alloc();
    private final PictureConverter pictures = new PictureConverter(PictureCopy.LARGEST_SIDE, PictureCopy.LARGEST_SIDE);
    private @Nullable AVCodecContext decoder;
    /** Of the decoder. */
    private @Nullable Codec codec;

    private byte @Nullable [] configuration;
    private boolean closed;

    static {
        Ffmpeg.load();
    }

    /**
     * Decodes a frame, which stays the caller's.
     *
     * @return a picture or a piece of sound, to be closed by the caller; null where the decoder gives none for it
     * @throws FfmpegException where that cannot be done; then pictures begin anew with a key frame
     */
    public @Nullable MediaFrame decode(EncodedFrame sent) throws FfmpegException {
        boolean decoded = false;
        try {
            AVCodecContext context = decoder(sent);
            AVPacket bytes = packet.of(sent);
            bytes.pts(sent.presentationNanos());
            bytes.dts(sent.presentationNanos());
            check(avcodec_send_packet(context, bytes), "decode " + sent.codec());
            MediaFrame made = receive(context, sent);
            decoded = true;
            return made;
        } finally {
            if (!decoded) {
                release(); // what it holds after a failure is not to be trusted
            }
        }
    }

    private AVCodecContext decoder(EncodedFrame sent) throws FfmpegException {
        ByteBuffer data = sent.data();
        boolean sound = !sent.codec().isVideo();
        if (!data.isDirect()
                || !data.hasRemaining()
                || data.remaining() > FrameBufferPool.LARGEST
                || (sound ? OpusToc.samples(data) == 0 : (long) sent.width() * sent.height() > MOST_PIXELS)) {
            throw new FfmpegException("decode " + sent.codec() + ": no such frame can be");
        }
        AVCodecContext known = decoder;
        if (known != null
                && codec == sent.codec()
                && (!sent.key() || Arrays.equals(configuration, sent.configuration()))) {
            return known;
        }
        if (!sent.key()) {
            throw new FfmpegException("decode " + sent.codec() + ": begins without a key frame");
        }
        release();
        return open(sent.codec(), sent.configuration());
    }

    private AVCodecContext open(Codec of, byte @Nullable [] configured) throws FfmpegException {
        String name = switch (of) {
            case VP8 -> "vp8";
            case VP9 -> "vp9";
            case H264 -> "h264";
            case AV1 -> "libaom-av1";
            case OPUS -> "libopus";
        };
        AVCodec found = avcodec_find_decoder_by_name(name);
        AVCodecContext context = found == null ? null : avcodec_alloc_context3(found);
        if (context == null) {
            throw new FfmpegException("there is no decoder " + name);
        }
        decoder = context;
        codec = of;
        configuration = configured;
        context.thread_count(1);
        context.max_pixels(MOST_PIXELS);
        context.max_samples((long) CHANNELS * OpusToc.LONGEST);
        // A call's frames are in order: none is to be held back.
        context.flags(context.flags() | AV_CODEC_FLAG_LOW_DELAY);
        if (of == Codec.OPUS) {
            context.sample_rate(of.clockRate());
            context.request_sample_fmt(AV_SAMPLE_FMT_S16);
            av_channel_layout_default(context.ch_layout(), CHANNELS);
        }
        if (configured != null) {
            configure(context, configured);
        }
        check(avcodec_open2(context, found, (PointerPointer<?>) null), "open " + name);
        return context;
    }

    private static void configure(AVCodecContext context, byte[] bytes) throws FfmpegException {
        if (bytes.length > LARGEST_CONFIGURATION) {
            throw new FfmpegException("its configuration is too large");
        }
        // Which FFmpeg frees with the rest.
        BytePointer extra = new BytePointer(av_mallocz(bytes.length + AV_INPUT_BUFFER_PADDING_SIZE));
        if (extra.isNull()) {
            throw new FfmpegException("no memory for a decoder");
        }
        extra.put(bytes, 0, bytes.length);
        context.extradata(extra);
        context.extradata_size(bytes.length);
    }

    /** Of the layers that one frame may hold, the last, which is the one to be seen. */
    private @Nullable MediaFrame receive(AVCodecContext context, EncodedFrame sent) throws FfmpegException {
        MediaFrame latest = null;
        boolean whole = false;
        try {
            int result;
            while ((result = avcodec_receive_frame(context, frame)) >= 0) {
                try {
                    MediaFrame next = convert(sent);
                    if (latest != null) {
                        latest.close();
                    }
                    latest = next;
                } finally {
                    av_frame_unref(frame);
                }
            }
            if (result != AVERROR_EAGAIN()) {
                check(result, "decode " + sent.codec());
            }
            whole = true;
            return latest;
        } finally {
            if (!whole && latest != null) {
                latest.close();
            }
        }
    }

    private @Nullable MediaFrame convert(EncodedFrame sent) throws FfmpegException {
        if (frame.decode_error_flags() != 0) {
            throw new FfmpegException("decode " + sent.codec() + ": something it builds on is missing");
        }
        long nanos = frame.pts() == AV_NOPTS_VALUE ? sent.presentationNanos() : frame.pts();
        return sent.codec().isVideo() ? pictures.convert(frame, nanos, sent.rotation()) : sound(nanos);
    }

    private AudioBlock sound(long nanos) throws FfmpegException {
        int channels = frame.ch_layout().nb_channels();
        if (frame.format() != AV_SAMPLE_FMT_S16 || channels < 1 || channels > CHANNELS) {
            throw new FfmpegException("its sound is of a kind that cannot be heard");
        }
        byte[] pcm = new byte[2 * channels * frame.nb_samples()];
        frame.data(0).get(pcm);
        return new AudioBlock(nanos, pcm, frame.sample_rate(), channels);
    }

    private void release() {
        if (decoder != null) {
            avcodec_free_context(decoder);
            decoder = null;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release();
            pictures.close();
            packet.close();
            av_frame_free(frame);
        }
    }
}
