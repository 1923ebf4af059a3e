package dev.peerscribe.recording;

import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_new;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_set;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.ffmpeg.FfmpegException;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/** What a muxer wants to know of a track whose frames are copied. Owned by one thread. */
final class CopiedParameters implements AutoCloseable {
    /** Rows and columns of a display matrix, 32 bits each. */
    private static final int MATRIX_BYTES = 9 * 4;

    /**
     * The head of an Opus stream (RFC 7845 §5.1): version 1, two channels as WebRTC always has them (RFC 7587 §7), no
     * samples to be skipped, 48 kHz, no gain, mapping family 0.
     */
    private static final byte[] OPUS_HEAD = {
        'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, 2, 0, 0, (byte) 0x80, (byte) 0xBB, 0, 0, 0, 0, 0
    };

    private final AVCodecParameters parameters = avcodec_parameters_alloc();

    private CopiedParameters() {}

    static CopiedParameters of(PictureFormat format) throws FfmpegException {
        CopiedParameters made = new CopiedParameters();
        made.parameters.codec_type(AVMEDIA_TYPE_VIDEO);
        made.parameters.codec_id(id(format.codec()));
        made.parameters.width(format.width());
        made.parameters.height(format.height());
        byte[] configuration = format.configuration();
        if (configuration != null) {
            made.configure(configuration);
        }
        if (format.rotation() != 0) {
            made.turn(format.rotation());
        }
        return made;
    }

    static CopiedParameters opus() throws FfmpegException {
        CopiedParameters made = new CopiedParameters();
        made.parameters.codec_type(AVMEDIA_TYPE_AUDIO);
        made.parameters.codec_id(avcodec.AV_CODEC_ID_OPUS);
        made.parameters.sample_rate(Codec.OPUS.clockRate());
        av_channel_layout_default(made.parameters.ch_layout(), 2);
        made.configure(OPUS_HEAD);
        return made;
    }

    AVCodecParameters get() {
        return parameters;
    }

    /** How far pictures of a file are to be turned clockwise, by what a demuxer found. */
    static int rotation(AVCodecParameters found) {
        AVPacketSideData matrix =
                av_packet_side_data_get(found.coded_side_data(), found.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.size() < MATRIX_BYTES) {
            return 0;
        }
        double anticlockwise = av_display_rotation_get(new IntPointer(matrix.data()));
        return Double.isNaN(anticlockwise) ? 0 : Math.floorMod(Math.round(-anticlockwise), 360);
    }

    private void configure(byte[] bytes) throws FfmpegException {
        // Which FFmpeg frees with the rest.
        BytePointer extra = new BytePointer(av_mallocz(bytes.length + AV_INPUT_BUFFER_PADDING_SIZE));
        if (extra.isNull()) {
            close();
            throw new FfmpegException("no memory for a track");
        }
        extra.put(bytes, 0, bytes.length);
        parameters.extradata(extra);
        parameters.extradata_size(bytes.length);
    }

    private void turn(int rotation) throws FfmpegException {
        AVPacketSideData all = new AVPacketSideData(null);
        int[] count = {0};
        AVPacketSideData matrix = av_packet_side_data_new(all, count, AV_PKT_DATA_DISPLAYMATRIX, MATRIX_BYTES, 0);
        if (matrix == null) {
            close();
            throw new FfmpegException("no memory for a track");
        }
        av_display_rotation_set(new IntPointer(matrix.data()), rotation);
        parameters.coded_side_data(all);
        parameters.nb_coded_side_data(count[0]);
    }

    private static int id(Codec codec) {
        return switch (codec) {
            case VP8 -> avcodec.AV_CODEC_ID_VP8;
            case VP9 -> avcodec.AV_CODEC_ID_VP9;
            case H264 -> avcodec.AV_CODEC_ID_H264;
            case AV1 -> avcodec.AV_CODEC_ID_AV1;
            case OPUS -> avcodec.AV_CODEC_ID_OPUS;
        };
    }

    @Override
    public void close() {
        avcodec_parameters_free(parameters);
    }
}
