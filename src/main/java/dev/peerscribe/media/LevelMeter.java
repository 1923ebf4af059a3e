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

    /** Sums of squares of a tenth of a second each; owned by the delivering thread, as are the next fields. */
    private final double[] sums = new double[BUCKETS];

    private final int[] counts = new int[BUCKETS];
    private int bucket;
    /** The level, 0 to 1; not a number where nobody says. */
    private volatile double level;

    void add(AudioBlock block) {
        byte[] pcm = block.pcm();
        double sum = 0;
        for (int i = 0; i + 1 < pcm.length; i += 2) {
            int sample = (pcm[i + 1] << 8) | (pcm[i] & 0xff);
            sum += (double) sample * sample;
        }
        add(sum, pcm.length / 2, block.sampleRate() * block.channels() / BUCKETS);
    }

    /** Takes the sender's word, which is the root mean square of each frame, 0 dBov being full scale. */
    void add(EncodedFrame frame) {
        int below = frame.audioLevel();
        if (below < 0) {
            level = Double.NaN;
            return;
        }
        double rms = below >= SILENCE ? 0 : FULL_SCALE * Math.pow(10, -below / 20.0);
        add(rms * rms * USUAL_SAMPLES, USUAL_SAMPLES, 5 * USUAL_SAMPLES);
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
