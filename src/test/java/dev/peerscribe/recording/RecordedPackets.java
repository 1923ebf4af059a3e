package dev.peerscribe.recording;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import dev.peerscribe.ffmpeg.Ffmpeg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * The packets of a media file as they stand in it, without decoding one.
 *
 * @param lengthPrefixed whether what would be a byte stream (ITU-T H.264 Annex B) has lengths in place of start codes
 */
public record RecordedPackets(List<Packet> packets, boolean lengthPrefixed) {
    /**
     * A packet.
     *
     * @param seconds when it is shown or heard in the file
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value
    public record Packet(boolean video, double seconds, boolean key, byte[] bytes) {}

    /** Reads a file to its end. */
    public static RecordedPackets of(Path file) throws IOException {
        Ffmpeg.load();
        AVFormatContext input = new AVFormatContext(null);
        Ffmpeg.check(
                avformat_open_input(input, "file:" + file.toAbsolutePath(), null, null), "open " + file.getFileName());
        AVPacket packet = av_packet_alloc();
        List<Packet> packets = new ArrayList<>();
        try {
            int result;
            while ((result = av_read_frame(input, packet)) >= 0) {
                packets.add(read(input.streams(packet.stream_index()), packet));
                av_packet_unref(packet);
            }
            if (result != AVERROR_EOF) {
                Ffmpeg.check(result, "read " + file.getFileName());
            }
            return new RecordedPackets(packets, lengthPrefixed(input));
        } finally {
            av_packet_free(packet);
            avformat_close_input(input);
        }
    }

    /** The packets of one kind, in the file's order. */
    public List<Packet> of(boolean video) {
        return packets.stream().filter(packet -> packet.video == video).toList();
    }

    private static Packet read(AVStream stream, AVPacket packet) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        double seconds = (double) packet.pts()
                * stream.time_base().num()
                / stream.time_base().den();
        boolean video = stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO;
        return new Packet(video, seconds, (packet.flags() & AV_PKT_FLAG_KEY) != 0, bytes);
    }

    /** A configuration record begins with its version, a byte stream with zeros (ISO/IEC 14496-15 §5.3.3). */
    private static boolean lengthPrefixed(AVFormatContext input) {
        for (int i = 0; i < input.nb_streams(); i++) {
            var parameters = input.streams(i).codecpar();
            if (parameters.codec_type() == AVMEDIA_TYPE_VIDEO && parameters.extradata_size() > 0) {
                return parameters.extradata().get(0) == 1;
            }
        }
        return false;
    }
}
