package dev.peerscribe.ffmpeg;

import static dev.peerscribe.ffmpeg.Ffmpeg.checkEncoder;
import static dev.peerscribe.ffmpeg.Ffmpeg.option;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

/** Encodes pictures of one size. Owned by one thread. */
public final class VideoEncoder implements AutoCloseable {
    /** A picture is taken to last this long where the next one is not known to come sooner. */
    private static final long LONGEST_PICTURE = 200;

    private final PacketSink sink;
    private final int width;
    private final int height;
    private final long keyframeMillis;
    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;
    private long last = Long.MIN_VALUE;
    private long lastKey = Long.MIN_VALUE;
    private boolean closed;

    public VideoEncoder(VideoSettings settings, int width, int height, PacketSink sink) throws EncoderException {
        this.sink = sink;
        this.width = width;
        this.height = height;
        keyframeMillis = settings.keyframeInterval().toMillis();
        AVCodec codec = avcodec_find_encoder_by_name(settings.codec().library());
        if (codec == null) {
            throw new EncoderException(
                    "this build of FFmpeg has no encoder " + settings.codec().library());
        }
        context = avcodec_alloc_context3(codec);
        frame = av_frame_alloc();
        packet = av_packet_alloc();
        boolean open = false;
        try {
            configure(settings);
            checkEncoder(
                    avcodec_open2(context, codec, (PointerPointer<?>) null),
                    "open " + settings.codec().library() + " at " + width + "x" + height);
            frame.width(width);
            frame.height(height);
            frame.format(AV_PIX_FMT_YUV420P);
            frame.color_range(AVCOL_RANGE_MPEG);
            checkEncoder(av_frame_get_buffer(frame, 0), "allocate a picture");
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    private void configure(VideoSettings settings) throws EncoderException {
        try (AVRational millis = new AVRational();
                AVRational guess = new AVRational()) {
            context.time_base(millis.num(1).den(1000));
            // Only rate control reads it; times are those of the frames.
            context.framerate(guess.num(30).den(1));
        }
        context.width(width);
        context.height(height);
        context.pix_fmt(AV_PIX_FMT_YUV420P);
        context.color_range(AVCOL_RANGE_MPEG);
        context.bit_rate(Math.max(settings.bitRate(), 50_000));
        // Key frames are asked for by time, see encode(): frames have no rate.
        context.gop_size(9999);
        context.thread_count(settings.threads());
        context.max_b_frames(0);
        switch (settings.codec()) {
            case VP8, VP9 -> {
                boolean vp9 = settings.codec() == VideoSettings.Codec.VP9;
                context.qmin(4);
                context.qmax(52);
                option(context.priv_data(), "deadline", "realtime");
                option(context.priv_data(), "cpu-used", Integer.toString(Math.min(settings.cpuUsed(), vp9 ? 8 : 16)));
                option(context.priv_data(), "lag-in-frames", "0");
                option(context.priv_data(), "auto-alt-ref", "0");
                option(context.priv_data(), "crf", vp9 ? "24" : "10");
                if (vp9) {
                    option(context.priv_data(), "row-mt", "1");
                }
            }
            case H264 -> {
                context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
                option(context.priv_data(), "allow_skip_frames", "0");
            }
        }
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public AVCodecContext context() {
        return context;
    }

    /** Has the next picture be a key frame. */
    public void beginAnew() {
        lastKey = Long.MIN_VALUE;
    }

    /** Encodes a picture of this encoder's size, shown at {@code millis}, which must be later than the one before. */
    public void encode(VideoPicture picture, long millis) throws FfmpegException {
        checkEncoder(av_frame_make_writable(frame), "allocate a picture");
        PictureCopy.copy(picture, frame);
        encode(millis);
    }

    /** As {@link #encode}, for a picture of any size. */
    public void encode(VideoPicture picture, PictureFit fit, long millis) throws FfmpegException {
        checkEncoder(av_frame_make_writable(frame), "allocate a picture");
        fit.copy(picture, frame);
        encode(millis);
    }

    private void encode(long millis) throws FfmpegException {
        boolean key = lastKey == Long.MIN_VALUE || millis - lastKey >= keyframeMillis;
        frame.pict_type(key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        frame.pts(millis);
        frame.duration(last == Long.MIN_VALUE ? 33 : Math.clamp(millis - last, 1, LONGEST_PICTURE));
        last = millis;
        if (key) {
            lastKey = millis;
        }
        checkEncoder(avcodec_send_frame(context, frame), "encode a picture");
        drain();
    }

    /** Gives out what the encoder still holds. */
    public void flush() throws FfmpegException {
        checkEncoder(avcodec_send_frame(context, null), "end the pictures");
        drain();
    }

    private void drain() throws FfmpegException {
        int result;
        while ((result = avcodec_receive_packet(context, packet)) >= 0) {
            try {
                sink.accept(TrackKind.VIDEO, packet, packet.pts());
            } finally {
                av_packet_unref(packet);
            }
        }
        if (result != AVERROR_EAGAIN() && result != AVERROR_EOF) {
            checkEncoder(result, "encode a picture");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_packet_free(packet);
            av_frame_free(frame);
            avcodec_free_context(context);
        }
    }
}
