package dev.peerscribe.sender;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import dev.peerscribe.codec.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerPointer;

/** Encodes a clip with FFmpeg, set as senders of calls set it: no frame waits for a later one. */
final class ClipEncoder implements AutoCloseable {
    private static final int SAMPLES = 960;

    static {
        Loader.load(avutil.class);
        Loader.load(avcodec.class);
        av_log_set_level(AV_LOG_ERROR);
    }

    private final Clip.Spec spec;
    private final AVCodecContext context;
    private final AVFrame frame = av_frame_alloc();
    private final AVPacket packet = av_packet_alloc();
    private final List<Clip.Frame> frames = new ArrayList<>();
    private final SplittableRandom noise = new SplittableRandom(7);

    private ClipEncoder(Clip.Spec spec) {
        this.spec = spec;
        String name = switch (spec.codec()) {
            case VP8 -> "libvpx";
            case VP9 -> "libvpx-vp9";
            case H264 -> "libopenh264";
            case AV1 -> "libaom-av1";
            case OPUS -> "libopus";
        };
        AVCodec codec = avcodec_find_encoder_by_name(name);
        context = avcodec_alloc_context3(codec);
        context.bit_rate(spec.bitRate());
        try (AVRational base = new AVRational();
                AVRational rate = new AVRational()) {
            context.time_base(base.num(1).den(spec.codec().isVideo() ? spec.rate() : 48_000));
            context.framerate(rate.num(spec.rate()).den(1));
        }
        if (spec.codec().isVideo()) {
            configurePicture();
        } else {
            context.sample_rate(48_000);
            context.sample_fmt(AV_SAMPLE_FMT_FLT);
            av_channel_layout_default(context.ch_layout(), 1);
            frame.nb_samples(SAMPLES);
            frame.sample_rate(48_000);
            frame.format(AV_SAMPLE_FMT_FLT);
            av_channel_layout_default(frame.ch_layout(), 1);
        }
        check(avcodec_open2(context, codec, (PointerPointer<?>) null), "open " + name);
        check(av_frame_get_buffer(frame, 0), "allocate a frame");
    }

    static Clip encode(Clip.Spec spec) {
        try (ClipEncoder encoder = new ClipEncoder(spec)) {
            MovingPicture scene = new MovingPicture(spec.width(), spec.height());
            for (int i = 0; i < spec.rate() * spec.seconds(); i++) {
                check(av_frame_make_writable(encoder.frame), "allocate a frame");
                if (spec.codec().isVideo()) {
                    encoder.draw(scene, i);
                } else {
                    encoder.tone(i);
                }
                check(avcodec_send_frame(encoder.context, encoder.frame), "encode");
                encoder.drain();
            }
            check(avcodec_send_frame(encoder.context, null), "end");
            encoder.drain();
            return new Clip(spec, List.copyOf(encoder.frames));
        }
    }

    private void configurePicture() {
        context.width(spec.width());
        context.height(spec.height());
        context.pix_fmt(AV_PIX_FMT_YUV420P);
        context.gop_size(9999);
        context.max_b_frames(0);
        context.thread_count(1);
        context.rc_max_rate(spec.bitRate());
        context.rc_buffer_size(spec.bitRate());
        switch (spec.codec()) {
            case VP8, VP9 -> {
                option("deadline", "realtime");
                option("cpu-used", "8");
                option("lag-in-frames", "0");
                option("auto-alt-ref", "0");
            }
            case AV1 -> {
                option("usage", "realtime");
                option("cpu-used", "8");
                option("lag-in-frames", "0");
            }
            default -> option("allow_skip_frames", "0");
        }
        frame.width(spec.width());
        frame.height(spec.height());
        frame.format(AV_PIX_FMT_YUV420P);
    }

    private void draw(MovingPicture scene, int number) {
        fill(0, scene.luma(number), spec.width());
        fill(1, scene.chroma(number, 0), (spec.width() + 1) / 2);
        fill(2, scene.chroma(number, 1), (spec.width() + 1) / 2);
        frame.pts(number);
        frame.pict_type(number % spec.keyInterval() == 0 ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
    }

    private void fill(int plane, byte[] samples, int width) {
        for (int line = 0; line < samples.length / width; line++) {
            frame.data(plane)
                    .position((long) line * frame.linesize(plane))
                    .put(samples, line * width, width)
                    .position(0);
        }
    }

    private void tone(int number) {
        float[] samples = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            double tone = Math.sin(2 * Math.PI * 440 * (number * SAMPLES + i) / 48_000.0);
            samples[i] = (float) (0.3 * tone + 0.01 * (noise.nextDouble() - 0.5)); // so that no frame is like another
        }
        new FloatPointer(frame.data(0)).put(samples, 0, SAMPLES);
        frame.pts((long) number * SAMPLES);
    }

    private void drain() {
        while (avcodec_receive_packet(context, packet) >= 0) {
            byte[] bytes = new byte[packet.size()];
            packet.data().get(bytes);
            long unit = spec.codec().isVideo() ? spec.codec().clockRate() / spec.rate() : 1;
            frames.add(new Clip.Frame(
                    spec.codec() == Codec.AV1 ? withoutDelimiter(bytes) : bytes,
                    (packet.flags() & AV_PKT_FLAG_KEY) != 0,
                    frames.size() * (spec.codec().isVideo() ? unit : SAMPLES)));
            av_packet_unref(packet);
        }
    }

    /** A temporal delimiter has two bytes. */
    private static byte[] withoutDelimiter(byte[] unit) {
        return unit[0] == 0x12 ? Arrays.copyOfRange(unit, 2, unit.length) : unit;
    }

    private void option(String name, String value) {
        check(av_opt_set(context.priv_data(), name, value, 0), "option " + name);
    }

    private static void check(int result, String what) {
        if (result < 0) {
            throw new IllegalStateException(what + ": " + result);
        }
    }

    @Override
    public void close() {
        av_packet_free(packet);
        av_frame_free(frame);
        avcodec_free_context(context);
    }
}
