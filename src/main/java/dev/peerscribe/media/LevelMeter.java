package dev.peerscribe.media;

/** The root mean square of the last second of sound. Written by the thread that delivers the track, read by any. */
final class LevelMeter {
    private static final int BUCKETS = 10;
    private static final double FULL_SCALE = 32_768.0;

    /** Sums of squares of a tenth of a second each; owned by the delivering thread, as are the next fields. */
    private final double[] sums = new double[BUCKETS];

    private final int[] counts = new int[BUCKETS];
    private int bucket;
    /** The level, 0 to 1. */
    private volatile double level;

    void add(AudioBlock block) {
        byte[] pcm = block.pcm();
        double sum = 0;
        for (int i = 0; i + 1 < pcm.length; i += 2) {
            int sample = (pcm[i + 1] << 8) | (pcm[i] & 0xff);
            sum += (double) sample * sample;
        }
        sums[bucket] += sum;
        counts[bucket] += pcm.length / 2;
        if (counts[bucket] >= block.sampleRate() * block.channels() / BUCKETS) {
            level = measure();
            bucket = (bucket + 1) % BUCKETS;
            sums[bucket] = 0;
            counts[bucket] = 0;
        }
    }

    double level() {
        return level;
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
