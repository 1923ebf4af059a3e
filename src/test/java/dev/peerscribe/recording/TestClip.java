package dev.peerscribe.recording;

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
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.ffmpeg.Ffmpeg;
import dev.peerscribe.ffmpeg.PictureCopy;
import dev.peerscribe.media.FakeSentFrame;
import dev.peerscribe.media.FakeSentFrame.Facts;
import dev.peerscribe.sender.Clip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * What a sender encodes: one second of pictures, which can follow itself, of which the first is a key frame and the first
 * three are bright; or ten seconds of sound, of which each begins with a beep of a tenth of a second.
 */
final class TestClip {
    /** A second. */
    static final int PICTURES = 30;
    /** A second. */
    static final int SOUNDS = 50;

    private static final Map<String, TestClip> MADE = new ConcurrentHashMap<>();
    private static final int SAMPLES = 960;

    private final Codec codec;
    private final int width;
    private final int height;
    private final List<byte[]> frames;
    private final byte @Nullable [] configuration;

    private TestClip(Codec codec, int width, int height, List<byte[]> frames) {
        this.codec = codec;
        this.width = width;
        this.height = height;
        this.frames = frames;
        configuration = switch (codec) {
            case H264 -> parameterSets(frames.getFirst());
            case AV1 -> Arrays.copyOf(frames.getFirst(), 2 + frames.getFirst()[1]);
            case VP8, VP9, OPUS -> null;
        };
    }

    static TestClip pictures(Codec codec, int width, int height) {
        return MADE.computeIfAbsent(
                codec + " " + width + "x" + height,
                name -> new TestClip(codec, width, height, encodePictures(codec, width, height)));
    }

    /** As a clip that was made elsewhere, whose key frames are a second apart. */
    static TestClip of(Clip clip) {
        return new TestClip(
                clip.spec().codec(),
                clip.spec().width(),
                clip.spec().height(),
                clip.frames().stream().map(Clip.Frame::bytes).toList());
    }

    static TestClip sound() {
        return MADE.computeIfAbsent("sound", name -> new TestClip(Codec.OPUS, 0, 0, encodeSound()));
    }

    Codec codec() {
        return codec;
    }

    /** The bytes of a frame; numbers go on from second to second. */
    byte[] bytes(int number) {
        return frames.get(number % frames.size());
    }

    /** What a frame says of itself. */
    Facts facts(int number, long nanos) {
        return codec == Codec.OPUS
                ? FakeSentFrame.sound(nanos)
                : FakeSentFrame.picture(codec, nanos, number % PICTURES == 0, width, height)
                        .configured(configuration);
    }

    FakeSentFrame frame(int number, long nanos) {
        return FakeSentFrame.of(facts(number, nanos), bytes(number));
    }

    /** The parts of an H264 access unit, whether they stand behind start codes or behind lengths. */
    static List<byte[]> units(byte[] accessUnit, boolean lengths) {
        List<byte[]> units = new ArrayList<>();
        int at = 0;
        while (at < accessUnit.length) {
            int begin;
            int end;
            if (lengths) {
                int size = (accessUnit[at] & 0xff) << 24
                        | (accessUnit[at + 1] & 0xff) << 16
                        | (accessUnit[at + 2] & 0xff) << 8
                        | (accessUnit[at + 3] & 0xff);
                begin = at + 4;
                end = begin + size;
            } else {
                begin = startCode(accessUnit, at) + 3;
                end = startCode(accessUnit, begin);
                while (end > begin && end < accessUnit.length && accessUnit[end - 1] == 0) {
                    end--;
                }
            }
            units.add(Arrays.copyOfRange(accessUnit, begin, end));
            at = end;
        }
        return units;
    }

    private static int startCode(byte[] bytes, int from) {
        for (int i = from; i + 2 < bytes.length; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
                return i;
            }
        }
        return bytes.length;
    }

    private static byte[] parameterSets(byte[] accessUnit) {
        byte[] sets = new byte[0];
        for (byte[] unit : units(accessUnit, false)) {
            if ((unit[0] & 31) == 7 || (unit[0] & 31) == 8) {
                int at = sets.length;
                sets = Arrays.copyOf(sets, at + 4 + unit.length);
                sets[at + 3] = 1;
                System.arraycopy(unit, 0, sets, at + 4, unit.length);
            }
        }
        return sets;
    }

    private static List<byte[]> encodePictures(Codec codec, int width, int height) {
        Ffmpeg.load();
        String encoder = switch (codec) {
            case VP8 -> "libvpx";
            case VP9 -> "libvpx-vp9";
            case H264 -> "libopenh264";
            case AV1 -> "libaom-av1";
            case OPUS -> throw new IllegalArgumentException("no pictures");
        };
        AVCodecContext context = avcodec_alloc_context3(avcodec_find_encoder_by_name(encoder));
        AVFrame frame = av_frame_alloc();
        try (AVRational rate = new AVRational()) {
            context.time_base(rate.num(1).den(PICTURES));
            context.width(width);
            context.height(height);
            context.pix_fmt(AV_PIX_FMT_YUV420P);
            context.bit_rate(500_000);
            context.gop_size(9999);
            context.max_b_frames(0);
            av_opt_set(context.priv_data(), "deadline", "realtime", 0);
            av_opt_set(context.priv_data(), "usage", "realtime", 0);
            av_opt_set(context.priv_data(), "cpu-used", "8", 0);
            av_opt_set(context.priv_data(), "lag-in-frames", "0", 0);
            av_opt_set(context.priv_data(), "auto-alt-ref", "0", 0);
            av_opt_set(context.priv_data(), "allow_skip_frames", "0", 0);
            check(avcodec_open2(context, null, (PointerPointer<?>) null));
            frame.width(width);
            frame.height(height);
            frame.format(AV_PIX_FMT_YUV420P);
            check(av_frame_get_buffer(frame, 0));
            List<byte[]> made = new ArrayList<>();
            for (int i = 0; i < PICTURES; i++) {
                check(av_frame_make_writable(frame));
                try (TestPicture picture = TestPicture.plain(0, width, height, i < 3 ? 230 : 40, 7 * i)) {
                    PictureCopy.copy(picture, frame);
                }
                frame.pts(i);
                frame.pict_type(i == 0 ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
                check(avcodec_send_frame(context, frame));
                drain(context, made);
            }
            check(avcodec_send_frame(context, null));
            drain(context, made);
            if (made.size() != PICTURES) {
                throw new IllegalStateException("the encoder made " + made.size() + " frames of " + PICTURES);
            }
            // In RTP, AV1 comes without the temporal delimiter that the encoder puts before each unit.
            return codec != Codec.AV1
                    ? made
                    : made.stream()
                            .map(unit -> unit[0] == 0x12 ? Arrays.copyOfRange(unit, 2, unit.length) : unit)
                            .toList();
        } finally {
            av_frame_free(frame);
            avcodec_free_context(context);
        }
    }

    private static List<byte[]> encodeSound() {
        Ffmpeg.load();
        AVCodecContext context = avcodec_alloc_context3(avcodec_find_encoder_by_name("libopus"));
        AVFrame frame = av_frame_alloc();
        try (AVRational rate = new AVRational()) {
            context.time_base(rate.num(1).den(48_000));
            context.sample_rate(48_000);
            context.sample_fmt(AV_SAMPLE_FMT_S16);
            av_channel_layout_default(context.ch_layout(), 1);
            context.bit_rate(32_000);
            av_opt_set(context.priv_data(), "application", "lowdelay", 0);
            check(avcodec_open2(context, null, (PointerPointer<?>) null));
            frame.nb_samples(SAMPLES);
            frame.format(AV_SAMPLE_FMT_S16);
            frame.sample_rate(48_000);
            check(av_channel_layout_copy(frame.ch_layout(), context.ch_layout()));
            check(av_frame_get_buffer(frame, 0));
            List<byte[]> made = new ArrayList<>();
            for (int i = 0; made.size() < 10 * SOUNDS; i++) {
                check(av_frame_make_writable(frame));
                var samples = frame.data(0).capacity(2 * SAMPLES).asByteBuffer();
                for (int j = 0; j < SAMPLES; j++) {
                    int value = i % SOUNDS < 5 ? (int) (12_000 * Math.sin(2 * Math.PI * j / 48)) : 0;
                    samples.put(2 * j, (byte) value);
                    samples.put(2 * j + 1, (byte) (value >> 8));
                }
                frame.pts((long) i * SAMPLES);
                check(avcodec_send_frame(context, frame));
                drain(context, made);
            }
            return made;
        } finally {
            av_frame_free(frame);
            avcodec_free_context(context);
        }
    }

    private static void drain(AVCodecContext context, List<byte[]> into) {
        AVPacket packet = av_packet_alloc();
        while (avcodec_receive_packet(context, packet) >= 0) {
            boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
            if (context.width() > 0 && key != into.isEmpty()) {
                throw new IllegalStateException("a key frame where none should be, or none where one should");
            }
            byte[] bytes = new byte[packet.size()];
            packet.data().get(bytes);
            into.add(bytes);
            av_packet_unref(packet);
        }
        av_packet_free(packet);
    }

    private static void check(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg: " + result);
        }
    }
}
