package dev.peerscribe.ffmpeg;

import static dev.peerscribe.ffmpeg.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_compare;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_uninit;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_chlayout;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_int;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_get_out_samples;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;

import dev.peerscribe.media.AudioBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Decoded sound of any form as one unbroken run of pieces of 10 ms, 48 kHz, one channel: a hole in it becomes silence.
 * Owned by one thread.
 */
final class SoundConverter implements AutoCloseable {
    private static final int RATE = AudioEncoder.RATE;
    private static final int SAMPLES = RATE / 100;
    private static final int BYTES = 2 * SAMPLES;
    /** What is missing by less is the coarseness of times (samples): 60 ms. */
    private static final long COARSE = 6L * SAMPLES;
    /** A longer hole is none, but a file that does not count right (samples): 10 s. */
    private static final long LONGEST_HOLE = 10L * RATE;

    private final AVChannelLayout layout = new AVChannelLayout();
    private final PointerPointer<BytePointer> out = new PointerPointer<>(1);
    private @Nullable SwrContext resampler;
    private int rate;
    private int format;
    private BytePointer output = new BytePointer();
    private byte[] piece = new byte[BYTES];
    private int filled;
    /** Pieces given out. */
    private long pieces;

    /**
     * Takes a frame.
     *
     * @param nanos when it is to be heard; negative where nobody knows
     */
    List<AudioBlock> convert(AVFrame frame, long nanos) throws FfmpegException {
        List<AudioBlock> made = new ArrayList<>();
        if (frame.nb_samples() <= 0 || frame.sample_rate() < 1_000 || frame.sample_rate() > 768_000) {
            return made;
        }
        SwrContext swr = resampler(frame);
        if (nanos >= 0) {
            long missing = ArrivalClockAudio.samplesAt(nanos) - (pieces * SAMPLES + filled / 2);
            if (missing > COARSE && missing < LONGEST_HOLE) {
                silence(missing, made);
            }
        }
        int room = check(swr_get_out_samples(swr, frame.nb_samples()), "resample sound");
        if (output.capacity() < 2L * room) {
            output.close();
            output = new BytePointer(2L * room);
        }
        out.put(0, output);
        int count = check(swr_convert(swr, out, room, frame.extended_data(), frame.nb_samples()), "resample sound");
        byte[] pcm = new byte[2 * count];
        output.position(0).get(pcm);
        append(pcm, made);
        return made;
    }

    /** What is left, filled up with silence. */
    List<AudioBlock> rest() {
        List<AudioBlock> made = new ArrayList<>();
        if (filled > 0) {
            append(new byte[BYTES - filled], made);
        }
        return made;
    }

    private void silence(long samples, List<AudioBlock> made) {
        append(new byte[Math.toIntExact(2 * samples)], made);
    }

    private void append(byte[] pcm, List<AudioBlock> made) {
        for (int done = 0; done < pcm.length; ) {
            int now = Math.min(pcm.length - done, BYTES - filled);
            System.arraycopy(pcm, done, piece, filled, now);
            done += now;
            filled += now;
            if (filled == BYTES) {
                made.add(new AudioBlock(pieces * 10_000_000L, piece, RATE, 1));
                pieces++;
                piece = new byte[BYTES];
                filled = 0;
            }
        }
    }

    private SwrContext resampler(AVFrame frame) throws FfmpegException {
        SwrContext known = resampler;
        if (known != null
                && rate == frame.sample_rate()
                && format == frame.format()
                && av_channel_layout_compare(layout, frame.ch_layout()) == 0) {
            return known;
        }
        release();
        rate = frame.sample_rate();
        format = frame.format();
        check(av_channel_layout_copy(layout, frame.ch_layout()), "read the channels");
        SwrContext swr = swr_alloc();
        resampler = swr;
        try (AVChannelLayout mono = new AVChannelLayout()) {
            av_channel_layout_default(mono, 1);
            check(av_opt_set_chlayout(swr, "in_chlayout", layout, 0), "resampler");
            check(av_opt_set_chlayout(swr, "out_chlayout", mono, 0), "resampler");
        }
        check(av_opt_set_int(swr, "in_sample_rate", rate, 0), "resampler");
        check(av_opt_set_int(swr, "out_sample_rate", RATE, 0), "resampler");
        check(av_opt_set_int(swr, "in_sample_fmt", format, 0), "resampler");
        check(av_opt_set_int(swr, "out_sample_fmt", AV_SAMPLE_FMT_S16, 0), "resampler");
        check(swr_init(swr), "resampler for " + rate + " Hz");
        return swr;
    }

    private void release() {
        if (resampler != null) {
            swr_free(resampler);
            resampler = null;
        }
    }

    @Override
    public void close() {
        release();
        av_channel_layout_uninit(layout);
        layout.close();
        out.close();
        output.close();
        Arrays.fill(piece, (byte) 0);
    }
}
