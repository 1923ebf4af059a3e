package dev.peerscribe.codec;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerPointer;

/** A decoder of FFmpeg's that takes no error. */
final class Decoder implements AutoCloseable {
    static {
        Loader.load(avutil.class);
        Loader.load(avcodec.class);
        av_log_set_level(AV_LOG_ERROR);
    }

    private final AVCodecContext context;
    private final AVFrame frame = av_frame_alloc();
    private final AVPacket packet = av_packet_alloc();
    private final List<Picture> pictures = new ArrayList<>();

    /**
     * A picture, or some sound.
     *
     * @param luma a checksum of its luma
     */
    record Picture(int width, int height, long luma) {}

    private Decoder(String name) {
        AVCodec codec = avcodec_find_decoder_by_name(name);
        context = avcodec_alloc_context3(codec);
        context.thread_count(1);
        check(avcodec_open2(context, codec, (PointerPointer<?>) null));
    }

    static Decoder of(Codec codec) {
        return new Decoder(
                switch (codec) {
                    case VP8 -> "vp8";
                    case VP9 -> "vp9";
                    case H264 -> "h264";
                    case AV1 -> "libaom-av1";
                    case OPUS -> "opus";
                });
    }

    /** The decoder of Chromium for VP9. */
    static Decoder libvpx() {
        return new Decoder("libvpx-vp9");
    }

    /** Decodes a frame; how many pictures it made. */
    int decode(byte[] bytes) {
        check(av_new_packet(packet, bytes.length));
        packet.data().put(bytes, 0, bytes.length);
        check(avcodec_send_packet(context, packet));
        av_packet_unref(packet);
        int before = pictures.size();
        while (avcodec_receive_frame(context, frame) >= 0) {
            if (frame.decode_error_flags() != 0) {
                throw new IllegalStateException("decoded with errors");
            }
            pictures.add(new Picture(frame.width(), frame.height(), luma()));
            av_frame_unref(frame);
        }
        return pictures.size() - before;
    }

    List<Picture> pictures() {
        return pictures;
    }

    private long luma() {
        CRC32 sum = new CRC32();
        byte[] line = new byte[frame.width()];
        for (int y = 0; y < frame.height(); y++) {
            frame.data(0).position((long) y * frame.linesize(0)).get(line);
            sum.update(line);
        }
        return sum.getValue();
    }

    private static void check(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg says " + result);
        }
    }

    @Override
    public void close() {
        av_packet_free(packet);
        av_frame_free(frame);
        avcodec_free_context(context);
    }
}
