package dev.peerscribe.ffmpeg;

import java.util.OptionalInt;

/**
 * Decides how many samples a second are to be added to sound so that it stays where its blocks arrive: once a second,
 * from the mean error of that second, by proportion and integral. Knows no clock and no native code.
 */
final class ClockSteering {
    /** Two per cent: no more is to be heard as a change of pitch. */
    static final int LARGEST = AudioEncoder.RATE / 50;

    private static final double PROPORTION = 0.5;
    private static final double INTEGRAL = 0.12;

    private double errors;
    private long weight;
    private double drift;

    /**
     * Takes the error at a block of so many samples: positive where the sound written so far ends before the block.
     *
     * @return samples to be added to each further second (negative: to be taken away), where that is to change
     */
    OptionalInt observe(long error, int samples) {
        errors += (double) error * samples;
        weight += samples;
        if (weight < AudioEncoder.RATE) {
            return OptionalInt.empty();
        }
        double mean = errors / weight;
        errors = 0;
        weight = 0;
        drift = Math.clamp(drift + INTEGRAL * mean, -LARGEST, LARGEST);
        return OptionalInt.of((int) Math.round(Math.clamp(drift + PROPORTION * mean, -LARGEST, LARGEST)));
    }

    /** Forgets the errors of this second, after they were corrected at once; what is known of the drift stays. */
    void corrected() {
        errors = 0;
        weight = 0;
    }
}
