package dev.peerscribe.ffmpeg;

import static dev.peerscribe.ffmpeg.Ffmpeg.checkEncoder;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_chlayout;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_int;
import static org.bytedeco.ffmpeg.global.swresample.SWR_FLAG_RESAMPLE;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_get_delay;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;
import static org.bytedeco.ffmpeg.global.swresample.swr_set_compensation;

import dev.peerscribe.media.AudioBlock;
import java.util.OptionalInt;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Lays blocks of sound where they arrived. The engine's audio clock may run slow or fast, so counting samples drifts away
 * from the pictures: small errors are resampled away, holes become silence, and what is too much is left out.
 *
 * <p>Owned by one thread.
 */
public final class ArrivalClockAudio implements AutoCloseable {
    private static final int RATE = AudioEncoder.RATE;
    /** One block this late is a hole, whatever comes next: 200 ms. */
    private static final long HOLE = RATE / 5;
    /** Blocks that all are this late show a hole too; a single one may just have been held up: 40 ms. */
    private static final long OFF = RATE / 25;
    /** How many blocks must agree. */
    private static final int AGREEING = 20;
    /** Silence beyond that is left out, as a leap of its times: one hour. */
    private static final long LONGEST_SILENCE = 3600L * RATE;

    private final SoundLine line;
    private final ClockSteering steering = new ClockSteering();
    private @Nullable SwrContext resampler;
    private int inRate;
    private int inChannels;
    private BytePointer input = new BytePointer();
    private BytePointer output = new BytePointer();
    private int offBlocks;
    private long smallestOff;

    public ArrivalClockAudio(SoundLine line) {
        this.line = line;
    }

    /** Whether the block is what it says; native code does not ask. */
    public static boolean sound(AudioBlock block) {
        return (block.channels() == 1 || block.channels() == 2)
                && block.sampleRate() >= 8_000
                && block.sampleRate() <= 192_000
                && block.pcm().length > 0
                && block.pcm().length % (2 * block.channels()) == 0
                && block.samples() <= block.sampleRate();
    }

    /** Where a time since the recording's start lies, in samples. */
    public static long samplesAt(long nanos) {
        return nanos / 1000 * (RATE / 1000) / 1000;
    }

    /** Appends a block that began to be heard at {@code nanos} since the recording's start. */
    public void append(AudioBlock block, long nanos) throws FfmpegException {
        if (resampler == null || block.sampleRate() != inRate || block.channels() != inChannels) {
            open(block.sampleRate(), block.channels());
        }
        long error = samplesAt(nanos) - line.position() - delay();
        if (Math.abs(error) > HOLE) {
            error = jump(error);
        } else if (allOff(error)) {
            error = jump(smallestOff);
        }
        if (error < -OFF) {
            return; // the sound is ahead by more than steering would mend: leave this block out
        }
        OptionalInt change = steering.observe(error, (int) ((long) block.samples() * RATE / inRate));
        if (change.isPresent()) {
            // For two seconds, as the next decision may come a little late by this very clock.
            checkEncoder(
                    swr_set_compensation(resampler, 2 * change.getAsInt(), 2 * RATE), "adapt the speed of the sound");
        }
        convert(block);
    }

    /** Fills with silence where no block came for long, so that a player finds sound near every picture. */
    public void silenceUntil(long nanos) throws FfmpegException {
        long missing = samplesAt(nanos) - line.position() - delay();
        if (missing > 0) {
            line.silence(Math.min(missing, LONGEST_SILENCE));
            steering.corrected();
        }
    }

    private long delay() {
        return resampler == null ? 0 : swr_get_delay(resampler, RATE);
    }

    /** Corrects an error at once where it means silence; returns the error that is left. */
    private long jump(long error) throws FfmpegException {
        offBlocks = 0;
        steering.corrected();
        if (error > 0) {
            if (error > LONGEST_SILENCE) {
                line.leap(error - LONGEST_SILENCE);
                error = LONGEST_SILENCE;
            }
            line.silence(error);
            return 0;
        }
        return error;
    }

    private boolean allOff(long error) {
        if (Math.abs(error) <= OFF || (offBlocks > 0 && Long.signum(error) != Long.signum(smallestOff))) {
            offBlocks = 0;
            return false;
        }
        smallestOff = offBlocks == 0 || Math.abs(error) < Math.abs(smallestOff) ? error : smallestOff;
        return ++offBlocks >= AGREEING;
    }

    private void convert(AudioBlock block) throws FfmpegException {
        int samples = block.samples();
        input.position(0).put(block.pcm(), 0, block.pcm().length);
        int room = (int) (output.capacity() / (2L * line.channels()));
        int made = checkEncoder(swr_convert(resampler, output.position(0), room, input, samples), "resample sound");
        line.samples(output, made);
    }

    private void open(int rate, int channels) throws EncoderException {
        release();
        boolean open = false;
        try {
            make(rate, channels);
            open = true;
        } finally {
            if (!open) {
                release();
            }
        }
    }

    private void make(int rate, int channels) throws EncoderException {
        SwrContext swr = swr_alloc();
        resampler = swr;
        inRate = rate;
        inChannels = channels;
        try (AVChannelLayout from = new AVChannelLayout();
                AVChannelLayout to = new AVChannelLayout()) {
            av_channel_layout_default(from, channels);
            av_channel_layout_default(to, line.channels());
            checkEncoder(av_opt_set_chlayout(swr, "in_chlayout", from, 0), "resampler");
            checkEncoder(av_opt_set_chlayout(swr, "out_chlayout", to, 0), "resampler");
            checkEncoder(av_opt_set_int(swr, "in_sample_rate", rate, 0), "resampler");
            checkEncoder(av_opt_set_int(swr, "out_sample_rate", RATE, 0), "resampler");
            checkEncoder(av_opt_set_int(swr, "in_sample_fmt", AV_SAMPLE_FMT_S16, 0), "resampler");
            checkEncoder(av_opt_set_int(swr, "out_sample_fmt", AV_SAMPLE_FMT_S16, 0), "resampler");
            checkEncoder(av_opt_set_int(swr, "flags", SWR_FLAG_RESAMPLE, 0), "resampler");
            checkEncoder(swr_init(swr), "resampler for " + rate + " Hz");
        }
        // Blocks last up to a second; what comes out may be longer by the largest correction.
        input = new BytePointer(2L * channels * rate);
        output = new BytePointer(5L * line.channels() * RATE / 2);
    }

    private void release() {
        if (resampler != null) {
            swr_free(resampler);
            resampler = null;
            input.close();
            output.close();
        }
    }

    @Override
    public void close() {
        release();
    }
}
