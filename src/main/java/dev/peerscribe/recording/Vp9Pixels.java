package dev.peerscribe.recording;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P10;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P12;

import dev.peerscribe.ffmpeg.FfmpegException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;

/** What the pixels of VP9 pictures are like, which stands in the head of each key frame (VP9 specification §6.2). */
final class Vp9Pixels {
    /** A frame's head up to the depth of its samples, in bytes. */
    private static final int HEAD = 5;

    private Vp9Pixels() {}

    /** FFmpeg's name for the pixels of the first picture in the file; none where there is no VP9. */
    static int of(Path file) throws FfmpegException {
        AVPacket packet = av_packet_alloc();
        try (MediaInput input = new MediaInput(file)) {
            boolean any = false;
            for (int i = 0; i < input.tracks().size(); i++) {
                any |= vp9(input, i);
            }
            while (any && input.read(packet)) {
                try {
                    if (vp9(input, packet.stream_index()) && packet.size() >= HEAD) {
                        return of(packet.data());
                    }
                } finally {
                    av_packet_unref(packet);
                }
            }
            return AV_PIX_FMT_NONE;
        } finally {
            av_packet_free(packet);
        }
    }

    private static boolean vp9(MediaInput input, int track) {
        return track < input.tracks().size() && input.parameters(track).codec_id() == avcodec.AV_CODEC_ID_VP9;
    }

    private static int of(BytePointer frame) throws FfmpegException {
        int first = frame.get(0);
        int profile = ((first >> 5) & 1) | ((first >> 3) & 2);
        return switch (profile) {
            case 0 -> AV_PIX_FMT_YUV420P;
            case 2 -> (frame.get(HEAD - 1) & 0x80) == 0 ? AV_PIX_FMT_YUV420P10 : AV_PIX_FMT_YUV420P12;
            default -> throw new FfmpegException("VP9 of profile " + profile + ", which no call uses");
        };
    }
}
