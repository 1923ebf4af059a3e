package dev.peerscribe.media;

import java.util.concurrent.TimeUnit;

/**
 * Whether somebody speaks, by how loud each piece of a track's sound is: it takes more to begin than to go on, and a pause
 * for breath is no end. So it changes its mind twice in a second at most. Owned by the thread that delivers the track.
 */
final class SpeechDetector {
    /** What begins speech, full scale being 1: -42 dB. */
    static final double LOUD = Math.pow(10, -42 / 10.0);
    /** What goes on with it: -48 dB. */
    static final double AUDIBLE = Math.pow(10, -48 / 10.0);

    /** How long it must be loud: a click is shorter. */
    private static final long BEGIN = TimeUnit.MILLISECONDS.toNanos(60);
    /** A pause for so long, and what was loud before it does not count. */
    private static final long BREAK = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long END = TimeUnit.SECONDS.toNanos(1);

    private boolean speaking;
    /** Of the sound that may become speech; only while {@link #begun}. */
    private long loudSince;

    private long lastLoud;
    private boolean begun;

    /**
     * Takes a piece of sound.
     *
     * @param power mean square of its samples, full scale being 1
     * @param nanos when it was heard, not before the one that came before
     * @return whether somebody speaks now
     */
    boolean add(double power, long nanos) {
        if (speaking) {
            if (power >= AUDIBLE) {
                lastLoud = nanos;
            } else if (nanos - lastLoud >= END) {
                speaking = false;
                begun = false;
            }
        } else if (power >= LOUD) {
            if (!begun || nanos - lastLoud > BREAK) {
                loudSince = nanos;
                begun = true;
            }
            lastLoud = nanos;
            speaking = nanos - loudSince >= BEGIN;
        }
        return speaking;
    }
}
