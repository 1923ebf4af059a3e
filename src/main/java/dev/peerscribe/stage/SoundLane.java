package dev.peerscribe.stage;

import dev.peerscribe.ffmpeg.ArrivalClockAudio;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.SoundLine;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.MediaFrame;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sound of one track on the clock of a live stage: what came and is not heard yet. */
final class SoundLane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SoundLane.class);

    static final int CHANNELS = 2;
    /** Samples a second. */
    static final int RATE = 48_000;

    /** Blocks that wait to be laid out, usually of 10 ms; the oldest goes. */
    private static final int MOST = 100;

    private final long epoch;
    private final Runnable dropped;
    /** Guarded by this, as is the next. */
    private final ArrayDeque<AudioBlock> coming = new ArrayDeque<>();

    private boolean closed;
    /** Owned by the thread that mixes, as are the next two. */
    private final Ring ring = new Ring();

    private final ArrivalClockAudio clock = new ArrivalClockAudio(ring);

    private boolean failing;

    /**
     * Its samples count from {@code epoch}, by {@link System#nanoTime()}; {@code dropped} is told of each block for which there
     * is no room, under a lock.
     */
    SoundLane(long epoch, Runnable dropped) {
        this.epoch = epoch;
        this.dropped = dropped;
    }

    /** Any thread. */
    void accept(MediaFrame frame) {
        try (frame) {
            if (frame instanceof AudioBlock block && ArrivalClockAudio.sound(block)) {
                add(block);
            }
        }
    }

    private synchronized void add(AudioBlock block) {
        if (!closed && block.presentationNanos() >= epoch) {
            coming.add(block);
            if (coming.size() > MOST) {
                coming.remove();
                dropped.run();
            }
        }
    }

    private synchronized @Nullable AudioBlock next() {
        return coming.poll();
    }

    /**
     * Adds what is to be heard from a sample on to that of others.
     *
     * @param into left and right in turn
     * @param from in samples since the epoch; never before what was heard already
     * @return the mean square of what it added
     */
    double mix(float[] into, long from) {
        for (AudioBlock block = next(); block != null; block = next()) {
            lay(block);
        }
        return ring.add(into, from);
    }

    /** A block that cannot be laid out is left out, whoever else is heard. */
    private void lay(AudioBlock block) {
        try {
            clock.append(block, block.presentationNanos() - epoch);
            failing = false;
        } catch (FfmpegException e) {
            if (!failing) {
                log.warn("A participant's sound is left out of a live picture: {}", e.getMessage());
            }
            failing = true;
        }
    }

    /** By the thread that mixes. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            coming.clear();
        }
        clock.close();
    }

    /** The latest two seconds. */
    private static final class Ring implements SoundLine {
        private static final int SIZE = 2 * RATE;

        private final short[] samples = new short[CHANNELS * SIZE];
        private long position;

        @Override
        public int channels() {
            return CHANNELS;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void samples(BytePointer pcm, int count) {
            short[] made = new short[CHANNELS * count];
            pcm.capacity(2L * made.length).asByteBuffer().asShortBuffer().get(made);
            for (int i = 0; i < made.length; i++) {
                samples[index(position, i)] = made[i];
            }
            position += count;
        }

        @Override
        public void silence(long count) {
            if (count >= SIZE) {
                Arrays.fill(samples, (short) 0);
            } else {
                for (int i = 0; i < CHANNELS * count; i++) {
                    samples[index(position, i)] = 0;
                }
            }
            position += count;
        }

        @Override
        public void leap(long count) {
            silence(count);
        }

        double add(float[] into, long from) {
            double squares = 0;
            long first = Math.max(from, position - SIZE);
            long end = Math.min(from + into.length / CHANNELS, position);
            for (int i = (int) (first - from) * CHANNELS; i < (end - from) * CHANNELS; i++) {
                float sample = samples[index(from, i)] / 32_768f;
                into[i] += sample;
                squares += sample * sample;
            }
            return squares / into.length;
        }

        private static int index(long sample, int offset) {
            return (int) ((sample * CHANNELS + offset) % (CHANNELS * SIZE));
        }
    }
}
