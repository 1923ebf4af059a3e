package dev.peerscribe.composite;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.peerscribe.media.TrackKind;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;

/** The sound of a file on the recording's timeline, at 48 kHz. Owned by one thread. */
final class SoundTrack implements AutoCloseable {
    static final int RATE = 48_000;

    /** Times in files are whole milliseconds: what is that close to the end of what came before, follows it (samples). */
    private static final long JITTER = RATE / 100;

    /** The decoder needs some sound before what is wanted (ms). */
    private static final long RUN_UP = 500;

    private final Source source;
    private final long offset;
    private final AVFrame frame;
    /** What is decoded and not heard yet, in order and apart. */
    private final ArrayDeque<Block> blocks = new ArrayDeque<>();

    private long end = Long.MIN_VALUE;
    private boolean over;

    /** Samples, left and right in turn, from a sample of the recording on. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(long from, float[] samples) {
        long to() {
            return from + samples.length / 2;
        }
    }

    /**
     * Opens a file at a time of the recording.
     *
     * @param offset where the file begins, in milliseconds of the recording
     */
    SoundTrack(Path file, long offset, long millis) throws CompositeException {
        this.offset = offset;
        source = new Source(file, TrackKind.AUDIO);
        frame = av_frame_alloc();
        if (frame == null) {
            source.close();
            throw new CompositeException("no memory for sound");
        }
        boolean open = false;
        try {
            source.seek(millis - offset - RUN_UP);
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    /**
     * Adds its sound to that of others.
     *
     * @param into left and right in turn
     * @param from the first sample, in samples since the recording's start; never before what was heard already
     * @return the mean square of what it added
     */
    double mix(float[] into, long from, StopSignal stopped) throws StoppedException {
        long to = from + into.length / 2;
        while (!over && end < to) {
            decode(from, stopped);
        }
        double squares = 0;
        for (Iterator<Block> each = blocks.iterator(); each.hasNext(); ) {
            Block block = each.next();
            for (long at = Math.max(from, block.from()); at < Math.min(to, block.to()); at++) {
                int target = (int) (at - from) * 2;
                int origin = (int) (at - block.from()) * 2;
                float left = block.samples()[origin];
                float right = block.samples()[origin + 1];
                into[target] += left;
                into[target + 1] += right;
                squares += left * left + right * right;
            }
            if (block.to() <= to) {
                each.remove();
            }
        }
        return squares / into.length;
    }

    private void decode(long wanted, StopSignal stopped) throws StoppedException {
        if (!source.next(frame, stopped)) {
            over = true;
            return;
        }
        try {
            long at = (source.millis(frame) + offset) * (RATE / 1000);
            if (end != Long.MIN_VALUE && Math.abs(at - end) <= JITTER) {
                at = end;
            }
            int count = frame.nb_samples();
            long skip = end == Long.MIN_VALUE ? 0 : Math.max(0, end - at);
            if (skip < count && frame.format() == AV_SAMPLE_FMT_FLTP && frame.sample_rate() == RATE) {
                end = at + count;
                if (end > wanted) {
                    blocks.add(new Block(at + skip, samples((int) skip, count)));
                }
            }
        } finally {
            av_frame_unref(frame);
        }
    }

    private float[] samples(int skip, int count) {
        float[] left = plane(0, count);
        float[] right = frame.ch_layout().nb_channels() > 1 ? plane(1, count) : left;
        float[] both = new float[2 * (count - skip)];
        for (int i = skip; i < count; i++) {
            both[2 * (i - skip)] = finite(left[i]);
            both[2 * (i - skip) + 1] = finite(right[i]);
        }
        return both;
    }

    private float[] plane(int channel, int count) {
        float[] plane = new float[count];
        new FloatPointer(frame.data(channel)).get(plane);
        return plane;
    }

    private static float finite(float sample) {
        return sample >= -4 && sample <= 4 ? sample : 0;
    }

    @Override
    public void close() {
        source.close();
        av_frame_free(frame);
    }
}
