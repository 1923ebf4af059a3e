package dev.peerscribe.composite;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Decodes every frame of a film and keeps a small copy of each. */
public final class FilmProbe {
    private static final int CELLS = 32;

    final List<Picture> pictures = new ArrayList<>();
    /** Root mean square of each hundredth of a second. */
    final List<Double> envelope = new ArrayList<>();

    final List<String> codecs = new ArrayList<>();
    double durationSeconds;
    int errors;
    private final List<double[]> slices = new ArrayList<>();

    /** A picture, as the brightness of its cells. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Picture(double seconds, int width, int height, boolean key, double[][] cells) {
        /** Mean luma of a part of it, given in shares of its sides. */
        double luma(double left, double top, double right, double bottom) {
            double sum = 0;
            int count = 0;
            for (int y = (int) (top * CELLS); y < bottom * CELLS; y++) {
                for (int x = (int) (left * CELLS); x < right * CELLS; x++) {
                    sum += cells[y][x];
                    count++;
                }
            }
            return sum / count;
        }
    }

    /** Reads the whole film. */
    public static FilmProbe of(Path film) {
        Natives.load();
        FilmProbe probe = new FilmProbe();
        probe.read(film);
        return probe;
    }

    private void read(Path film) {
        AVFormatContext input = new AVFormatContext(null);
        check(avformat_open_input(input, "file:" + film.toAbsolutePath(), null, null));
        AVPacket packet = av_packet_alloc();
        AVFrame frame = av_frame_alloc();
        List<AVCodecContext> decoders = new ArrayList<>();
        try {
            check(avformat_find_stream_info(input, (PointerPointer<?>) null));
            durationSeconds = input.duration() / 1e6;
            for (int i = 0; i < input.nb_streams(); i++) {
                var codec = avcodec_find_decoder(input.streams(i).codecpar().codec_id());
                AVCodecContext decoder = avcodec_alloc_context3(codec);
                decoders.add(decoder);
                check(avcodec_parameters_to_context(decoder, input.streams(i).codecpar()));
                decoder.pkt_timebase(input.streams(i).time_base());
                decoder.thread_count(1);
                check(avcodec_open2(decoder, codec, (PointerPointer<?>) null));
                codecs.add(codec.name().getString());
            }
            while (av_read_frame(input, packet) >= 0) {
                int index = packet.stream_index();
                boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
                errors += avcodec_send_packet(decoders.get(index), packet) < 0 ? 1 : 0;
                av_packet_unref(packet);
                drain(decoders.get(index), frame, input.streams(index).time_base(), key);
            }
            for (int i = 0; i < decoders.size(); i++) {
                avcodec_send_packet(decoders.get(i), null);
                drain(decoders.get(i), frame, input.streams(i).time_base(), false);
            }
            slices.forEach(slice -> envelope.add(slice[1] == 0 ? 0 : Math.sqrt(slice[0] / slice[1])));
        } finally {
            decoders.forEach(org.bytedeco.ffmpeg.global.avcodec::avcodec_free_context);
            av_frame_free(frame);
            av_packet_free(packet);
            avformat_close_input(input);
        }
    }

    private void drain(AVCodecContext decoder, AVFrame frame, AVRational tick, boolean key) {
        while (avcodec_receive_frame(decoder, frame) >= 0) {
            double seconds = frame.best_effort_timestamp() * (double) tick.num() / tick.den();
            if (decoder.codec_type() == AVMEDIA_TYPE_VIDEO) {
                pictures.add(new Picture(seconds, frame.width(), frame.height(), key, cells(frame)));
            } else {
                sound(frame, seconds);
            }
            av_frame_unref(frame);
        }
    }

    private static double[][] cells(AVFrame frame) {
        double[][] cells = new double[CELLS][CELLS];
        int[][] counts = new int[CELLS][CELLS];
        byte[] row = new byte[frame.width()];
        for (int y = 0; y < frame.height(); y += 2) {
            frame.data(0).position((long) y * frame.linesize(0)).get(row);
            for (int x = 0; x < row.length; x += 2) {
                cells[y * CELLS / frame.height()][x * CELLS / row.length] += row[x] & 255;
                counts[y * CELLS / frame.height()][x * CELLS / row.length]++;
            }
        }
        for (int y = 0; y < CELLS; y++) {
            for (int x = 0; x < CELLS; x++) {
                cells[y][x] /= Math.max(1, counts[y][x]);
            }
        }
        return cells;
    }

    private void sound(AVFrame frame, double seconds) {
        if (frame.format() != AV_SAMPLE_FMT_FLTP) {
            throw new IllegalStateException("sound is not decoded to planar floats");
        }
        float[] samples = new float[frame.nb_samples()];
        new FloatPointer(frame.data(0)).get(samples);
        for (int i = 0; i < samples.length; i++) {
            int slice = (int) Math.floor((seconds + (double) i / frame.sample_rate()) * 100 + 1e-6);
            while (slices.size() <= slice) {
                slices.add(new double[2]);
            }
            if (slice >= 0) {
                slices.get(slice)[0] += samples[i] * samples[i];
                slices.get(slice)[1]++;
            }
        }
    }

    /** When a part of the picture becomes bright. */
    public List<Double> flashes(double left, double top, double right, double bottom) {
        List<Double> found = new ArrayList<>();
        boolean before = false;
        for (Picture picture : pictures) {
            boolean bright = picture.luma(left, top, right, bottom) > 120;
            if (bright && !before) {
                found.add(picture.seconds());
            }
            before = bright;
        }
        return found;
    }

    /** Its duration by its header. */
    public double seconds() {
        return durationSeconds;
    }

    /** Packets that a decoder refused. */
    public int refused() {
        return errors;
    }

    /** When it becomes loud after at least 50 ms of quiet. */
    public List<Double> beeps() {
        List<Double> found = new ArrayList<>();
        int quiet = 5;
        for (int i = 0; i < envelope.size(); i++) {
            boolean loud = envelope.get(i) > 0.03;
            if (loud && quiet >= 5) {
                found.add(i / 100.0);
            }
            quiet = loud ? 0 : quiet + 1;
        }
        return found;
    }

    private static void check(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg: " + result);
        }
    }
}
