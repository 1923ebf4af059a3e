package dev.peerscribe.media;

import org.jspecify.annotations.Nullable;

/** The root mean square of the last second of sound. Written by the thread that delivers the track, read by any. */
final class LevelMeter {
    private static final int BUCKETS = 10;
    private static final double FULL_SCALE = 32_768.0;
    /** RFC 6464 §3: what a sender says of digital silence. */
    private static final int SILENCE = 127;
    /** What a frame whose length is not looked up counts: 20 ms. */
    private static final int USUAL_SAMPLES = 960;

    /** Mean square that a sender's word stands for, full scale being 1. */
    private static final double[] POWERS = powers();

    /** Sums of squares of a tenth of a second each; owned by the delivering thread, as are the next fields. */
    private final double[] sums = new double[BUCKETS];

    private final int[] counts = new int[BUCKETS];
    private int bucket;
    /** The level, 0 to 1; not a number where nobody says. */
    private volatile double level;

    /** Takes a block; returns its mean square, full scale being 1. */
    double add(AudioBlock block) {
        byte[] pcm = block.pcm();
        double sum = 0;
        for (int i = 0; i + 1 < pcm.length; i += 2) {
            int sample = (pcm[i + 1] << 8) | (pcm[i] & 0xff);
            sum += (double) sample * sample;
        }
        int samples = pcm.length / 2;
        add(sum, samples, block.sampleRate() * block.channels() / BUCKETS);
        return samples == 0 ? 0 : sum / samples / (FULL_SCALE * FULL_SCALE);
    }

    /**
     * Takes the sender's word, which is the root mean square of each frame, 0 dBov being full scale; returns the mean
     * square as for a block, or -1 where the sender does not say.
     */
    double add(EncodedFrame frame) {
        int below = frame.audioLevel();
        if (below < 0) {
            level = Double.NaN;
            return -1;
        }
        double power = POWERS[Math.min(below, SILENCE)];
        add(power * FULL_SCALE * FULL_SCALE * USUAL_SAMPLES, USUAL_SAMPLES, 5 * USUAL_SAMPLES);
        return power;
    }

    private static double[] powers() {
        double[] powers = new double[SILENCE + 1];
        for (int below = 0; below < SILENCE; below++) {
            powers[below] = Math.pow(10, -below / 10.0);
        }
        return powers;
    }

    private void add(double sum, int count, int full) {
        sums[bucket] += sum;
        counts[bucket] += count;
        if (counts[bucket] >= full) {
            level = measure();
            bucket = (bucket + 1) % BUCKETS;
            sums[bucket] = 0;
            counts[bucket] = 0;
        }
    }

    /** 0 to 1; null where the sender does not say. */
    @Nullable
    Double level() {
        double now = level;
        return Double.isNaN(now) ? null : now;
    }

    private double measure() {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += sums[i];
            count += counts[i];
        }
        return count == 0 ? 0 : Math.min(1, Math.sqrt(sum / count) / FULL_SCALE);
    }
}
