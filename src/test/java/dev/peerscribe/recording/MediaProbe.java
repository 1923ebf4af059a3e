package dev.peerscribe.recording;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_seek_file;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import dev.peerscribe.ffmpeg.Ffmpeg;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Reads a media file packet by packet and decodes every frame of it. */
public final class MediaProbe {
    /** A slice of the sound's envelope, in seconds. */
    public static final double ENVELOPE_STEP = 0.01;

    private final List<Picture> pictures = new ArrayList<>();
    private final List<Packet> packets = new ArrayList<>();
    private double[] squares = new double[1 << 12];
    private int[] counts = new int[1 << 12];
    private int slices;
    private double soundStart = Double.NaN;
    private double soundEnd = Double.NaN;
    private double durationSeconds = Double.NaN;
    private int decodeErrors;
    private int readErrors;
    private int indexEntries;
    private int rotation;
    private String videoCodec = "";
    private String audioCodec = "";

    /**
     * A decoded picture.
     *
     * @param seconds its time in the file
     * @param luma mean of its luma samples, 16 to 235
     * @param topLuma the same of its upper eighth
     */
    public record Picture(double seconds, int width, int height, double luma, double topLuma, boolean key) {}

    /**
     * A packet.
     *
     * @param position in the file
     * @param data as the container gives them
     */
    @SuppressWarnings("ArrayRecordComponent") // looked at, never compared as a whole
    public record Packet(
            boolean video, double seconds, double duration, boolean key, int size, long position, byte[] data) {}

    private MediaProbe() {}

    /** Reads and decodes the whole file. */
    public static MediaProbe of(Path file) throws IOException {
        Ffmpeg.load();
        MediaProbe probe = new MediaProbe();
        probe.read(file);
        return probe;
    }

    /** The time of the first video packet found after seeking to a time; NaN where there is none. */
    public static double seek(Path file, double seconds) throws IOException {
        Ffmpeg.load();
        AVFormatContext input = open(file);
        AVPacket packet = av_packet_alloc();
        try {
            long target = (long) (seconds * 1_000_000);
            if (avformat_seek_file(input, -1, Long.MIN_VALUE, target, target, 0) < 0) {
                return Double.NaN;
            }
            while (av_read_frame(input, packet) >= 0) {
                boolean video = input.streams(packet.stream_index()).codecpar().codec_type() == AVMEDIA_TYPE_VIDEO;
                AVStream stream = input.streams(packet.stream_index());
                double at = (double) packet.pts()
                        * stream.time_base().num()
                        / stream.time_base().den();
                av_packet_unref(packet);
                if (video) {
                    return at;
                }
            }
            return Double.NaN;
        } finally {
            av_packet_free(packet);
            avformat_close_input(input);
        }
    }

    /** Every picture in the order of decoding. */
    public List<Picture> pictures() {
        return pictures;
    }

    public List<Packet> packets() {
        return packets;
    }

    /** Duration by the file's header; NaN where it has none. */
    public double durationSeconds() {
        return durationSeconds;
    }

    /** Packets or frames that a decoder refused. */
    public int decodeErrors() {
        return decodeErrors;
    }

    /** Reads that failed with something else than the end of the file. */
    public int readErrors() {
        return readErrors;
    }

    /** Entries of the index that were there before any packet was read. */
    public int indexEntries() {
        return indexEntries;
    }

    /** How far a player is told to turn the pictures clockwise, in degrees. */
    public int rotation() {
        return rotation;
    }

    public String videoCodec() {
        return videoCodec;
    }

    public String audioCodec() {
        return audioCodec;
    }

    /** When the first sample is heard; NaN without sound. */
    public double soundStart() {
        return soundStart;
    }

    public double soundEnd() {
        return soundEnd;
    }

    /** Root mean square of the slice of sound at a time, 0 to 1; 0 where there is none. */
    public double rms(double seconds) {
        int slice = (int) Math.floor(seconds / ENVELOPE_STEP + 1e-6);
        return slice < 0 || slice >= slices || counts[slice] == 0 ? 0 : Math.sqrt(squares[slice] / counts[slice]);
    }

    /** Times at which the mean luma rises above a threshold. */
    public List<Double> flashes(double threshold) {
        List<Double> found = new ArrayList<>();
        boolean high = false;
        for (Picture picture : pictures) {
            boolean now = picture.luma() > threshold;
            if (now && !high) {
                found.add(picture.seconds());
            }
            high = now;
        }
        return found;
    }

    /** Times at which the sound rises above a threshold after at least 50 ms below it, exact to a slice. */
    public List<Double> beeps(double threshold) {
        List<Double> found = new ArrayList<>();
        int quiet = 5;
        for (int slice = 0; slice < slices; slice++) {
            boolean loud = counts[slice] > 0 && Math.sqrt(squares[slice] / counts[slice]) > threshold;
            if (loud && quiet >= 5) {
                found.add(slice * ENVELOPE_STEP);
            }
            quiet = loud ? 0 : quiet + 1;
        }
        return found;
    }

    private static AVFormatContext open(Path file) throws IOException {
        AVFormatContext input = new AVFormatContext(null);
        Ffmpeg.check(
                avformat_open_input(input, "file:" + file.toAbsolutePath(), null, null), "open " + file.getFileName());
        return input;
    }

    private void read(Path file) throws IOException {
        AVFormatContext input = open(file);
        AVPacket packet = av_packet_alloc();
        AVFrame frame = av_frame_alloc();
        List<AVCodecContext> decoders = new ArrayList<>();
        try {
            if (input.duration() != AV_NOPTS_VALUE && input.duration() > 0) {
                durationSeconds = input.duration() / 1e6;
            }
            for (int i = 0; i < input.nb_streams(); i++) {
                AVStream stream = input.streams(i);
                if (stream.duration() > 0) { // MP4 says it by track
                    double end = (Math.max(0, stream.start_time()) + stream.duration())
                            * (double) stream.time_base().num()
                            / stream.time_base().den();
                    durationSeconds = Double.isNaN(durationSeconds) ? end : Math.max(durationSeconds, end);
                }
                indexEntries += Math.max(0, avformat_index_get_entries_count(input.streams(i)));
            }
            Ffmpeg.check(avformat_find_stream_info(input, (PointerPointer<?>) null), "look into the file");
            for (int i = 0; i < input.nb_streams(); i++) {
                decoders.add(decoder(input.streams(i)));
            }
            int result;
            while ((result = av_read_frame(input, packet)) >= 0) {
                AVCodecContext decoder = decoders.get(packet.stream_index());
                boolean video = decoder.codec_type() == AVMEDIA_TYPE_VIDEO;
                double tick = tick(decoder);
                packets.add(new Packet(
                        video,
                        packet.pts() * tick,
                        packet.duration() * tick,
                        (packet.flags() & AV_PKT_FLAG_KEY) != 0,
                        packet.size(),
                        packet.pos(),
                        bytes(packet)));
                if (avcodec_send_packet(decoder, packet) < 0) {
                    decodeErrors++;
                }
                av_packet_unref(packet);
                drain(decoder, frame);
            }
            if (result != AVERROR_EOF) {
                readErrors++;
            }
            for (AVCodecContext decoder : decoders) {
                avcodec_send_packet(decoder, null);
                drain(decoder, frame);
            }
        } finally {
            decoders.forEach(avcodec::avcodec_free_context);
            av_frame_free(frame);
            av_packet_free(packet);
            avformat_close_input(input);
        }
    }

    private static byte[] bytes(AVPacket packet) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        return bytes;
    }

    private AVCodecContext decoder(AVStream stream) throws IOException {
        var codec = avcodec_find_decoder(stream.codecpar().codec_id());
        AVCodecContext decoder = avcodec_alloc_context3(codec);
        boolean open = false;
        try {
            Ffmpeg.check(avcodec_parameters_to_context(decoder, stream.codecpar()), "decoder");
            decoder.pkt_timebase(stream.time_base());
            decoder.thread_count(1);
            Ffmpeg.check(avcodec_open2(decoder, codec, (PointerPointer<?>) null), "open a decoder");
            open = true;
        } finally {
            if (!open) {
                avcodec_free_context(decoder);
            }
        }
        String name = codec.name().getString();
        if (decoder.codec_type() == AVMEDIA_TYPE_VIDEO) {
            videoCodec = name;
            rotation = CopiedParameters.rotation(stream.codecpar());
        } else if (decoder.codec_type() == AVMEDIA_TYPE_AUDIO) {
            audioCodec = name;
        }
        return decoder;
    }

    /** What times of a track are counted in, seconds. */
    private static double tick(AVCodecContext decoder) {
        return (double) decoder.pkt_timebase().num() / decoder.pkt_timebase().den();
    }

    private void drain(AVCodecContext decoder, AVFrame frame) {
        int result;
        while ((result = avcodec_receive_frame(decoder, frame)) >= 0) {
            if (decoder.codec_type() == AVMEDIA_TYPE_VIDEO) {
                picture(frame, tick(decoder));
            } else {
                sound(frame, tick(decoder));
            }
            av_frame_unref(frame);
        }
        if (result != AVERROR_EAGAIN() && result != AVERROR_EOF) {
            decodeErrors++;
        }
    }

    private void picture(AVFrame frame, double tick) {
        int stride = frame.linesize(0);
        ByteBuffer luma = frame.data(0).capacity((long) stride * frame.height()).asByteBuffer();
        double whole = mean(luma, stride, frame.width(), frame.height());
        double top = mean(luma, stride, frame.width(), frame.height() / 8);
        pictures.add(new Picture(
                frame.pts() * tick, frame.width(), frame.height(), whole, top, frame.pict_type() == AV_PICTURE_TYPE_I));
    }

    private static double mean(ByteBuffer luma, int stride, int width, int height) {
        long sum = 0;
        long samples = 0;
        for (int y = 0; y < height; y += 2) {
            for (int x = 0; x < width; x += 2) {
                sum += luma.get(y * stride + x) & 0xFF;
                samples++;
            }
        }
        return (double) sum / Math.max(1, samples);
    }

    private void sound(AVFrame frame, double tick) {
        if (frame.format() != AV_SAMPLE_FMT_FLTP) {
            throw new IllegalStateException("sound is not decoded to planar floats");
        }
        double start = frame.pts() * tick;
        if (Double.isNaN(soundStart)) {
            soundStart = start;
        }
        soundEnd = start + (double) frame.nb_samples() / frame.sample_rate();
        FloatBuffer samples =
                new FloatPointer(frame.data(0)).capacity(frame.nb_samples()).asBuffer();
        for (int i = 0; i < frame.nb_samples(); i++) {
            int slice = (int) Math.floor((start + (double) i / frame.sample_rate()) / ENVELOPE_STEP + 1e-6);
            if (slice >= squares.length) {
                squares = Arrays.copyOf(squares, 2 * slice);
                counts = Arrays.copyOf(counts, 2 * slice);
            }
            if (slice >= 0) {
                slices = Math.max(slices, slice + 1);
                float sample = samples.get(i);
                squares[slice] += sample * sample;
                counts[slice]++;
            }
        }
    }
}
