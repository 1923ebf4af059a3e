package dev.peerscribe.stage;

/** Mixed sound that would be too loud is bent instead of cut. */
public final class SoftLimit {
    /** Above it. */
    private static final float BENT = 0.7f;

    private SoftLimit() {}

    /** Brings samples below 1 and leaves those that are not loud as they are. */
    public static void apply(float[] samples) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = bent(samples[i]);
        }
    }

    private static float bent(float sample) {
        float loud = Math.abs(sample);
        return loud <= BENT
                ? sample
                : Math.copySign(BENT + (1 - BENT) * (float) Math.tanh((loud - BENT) / (1 - BENT)), sample);
    }
}
