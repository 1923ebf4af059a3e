package dev.peerscribe.composite;

import static dev.peerscribe.composite.Natives.check;
import static dev.peerscribe.composite.Natives.option;
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
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

/** Encodes the composed pictures, one packet each, with one thread. Owned by one thread. */
final class PictureEncoder implements AutoCloseable {
    /** How finely the film can be sought (s). */
    private static final int KEY_FRAME_SECONDS = 4;

    private final int frameRate;
    private final AVCodecContext context;
    private final AVPacket packet;
    private boolean closed;

    PictureEncoder(CompositeRequest request, int frameRate, int kilobitsPerMegapixel) throws CompositeException {
        this.frameRate = frameRate;
        Natives.load();
        String name = request.format().pictureEncoder();
        AVCodec codec = avcodec_find_encoder_by_name(name);
        if (codec == null) {
            throw new CompositeException("this build of FFmpeg has no encoder " + name);
        }
        context = avcodec_alloc_context3(codec);
        packet = av_packet_alloc();
        boolean open = false;
        try {
            Natives.made(context, "an encoder");
            Natives.made(packet, "a packet");
            configure(request, kilobitsPerMegapixel);
            check(avcodec_open2(context, codec, (PointerPointer<?>) null), "open " + name);
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    private void configure(CompositeRequest request, int kilobitsPerMegapixel) throws CompositeException {
        double megapixels = request.width() * (double) request.height() / 1e6;
        long bitRate = Math.round(kilobitsPerMegapixel * 1000.0 * Math.pow(megapixels, 0.75));
        try (AVRational tick = new AVRational();
                AVRational rate = new AVRational()) {
            context.time_base(tick.num(1).den(frameRate));
            context.framerate(rate.num(frameRate).den(1));
        }
        context.width(request.width());
        context.height(request.height());
        context.pix_fmt(AV_PIX_FMT_YUV420P);
        context.color_range(AVCOL_RANGE_MPEG);
        context.bit_rate(Math.max(bitRate, 50_000));
        context.gop_size(9999); // asked for below, so that each part begins with one
        context.max_b_frames(0);
        context.thread_count(1);
        switch (request.format()) {
            case MP4 -> {
                context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
                option(context.priv_data(), "allow_skip_frames", "0");
            }
            case WEBM -> {
                context.qmin(4);
                context.qmax(52);
                option(context.priv_data(), "deadline", "realtime");
                option(context.priv_data(), "cpu-used", "8");
                option(context.priv_data(), "lag-in-frames", "0");
                option(context.priv_data(), "auto-alt-ref", "0");
                option(context.priv_data(), "crf", "10");
            }
        }
    }

    AVCodecContext context() {
        return context;
    }

    /** Encodes what is drawn as the film's picture of that number. */
    void encode(AVFrame canvas, long number, boolean beginsPart, PartFile into) throws CompositeException {
        boolean key = beginsPart || number % ((long) KEY_FRAME_SECONDS * frameRate) == 0;
        canvas.pict_type(key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        canvas.pts(number);
        canvas.duration(1);
        check(avcodec_send_frame(context, canvas), "encode a picture");
        // Neither encoder looks ahead: a picture goes in, its packet comes out.
        check(avcodec_receive_packet(context, packet), "encode a picture");
        try {
            into.picture(packet, number);
        } finally {
            av_packet_unref(packet);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            av_packet_free(packet);
            avcodec_free_context(context);
        }
    }
}
