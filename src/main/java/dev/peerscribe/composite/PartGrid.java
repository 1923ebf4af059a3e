package dev.peerscribe.composite;

/**
 * How a film is cut into parts, each of which is made as a whole.
 *
 * @param partMillis the length of each but the last
 * @param frameRate pictures a second
 * @param millis the length of all
 */
record PartGrid(long partMillis, int frameRate, long millis) {
    /** Frames of 1024 samples (AAC) and of 960 (Opus) begin together so often. */
    static final int SAMPLES = 15_360;

    /** The same (ms). */
    static final long UNIT = 320;

    PartGrid {
        partMillis = Math.max(UNIT, partMillis / UNIT * UNIT);
    }

    /** A rest that is shorter than a unit belongs to the part before it: an encoder may be that far behind. */
    int parts() {
        return Math.toIntExact(Math.max(1, (millis + partMillis - UNIT) / partMillis));
    }

    long startMillis(int part) {
        return part * partMillis;
    }

    /** The first picture of a part, and the end of the one before. */
    long firstPicture(int part) {
        long start = part >= parts() ? millis : startMillis(part);
        return (start * frameRate + 999) / 1000;
    }

    long pictures() {
        return firstPicture(parts());
    }

    /** The first sample of a part. */
    long firstSample(int part) {
        return part * partMillis / UNIT * SAMPLES;
    }

    /** Where the sound ends, on the grid of frames of that size. */
    long endSample(int frameSamples) {
        long samples = millis * (SoundTrack.RATE / 1000);
        return (samples + frameSamples - 1) / frameSamples * frameSamples;
    }

    /** The time of a picture. */
    long millisOf(long picture) {
        return picture * 1000 / frameRate;
    }
}
