package dev.peerscribe.media;

import java.util.concurrent.TimeUnit;

/**
 * By how much the pictures of a track are to be shown later so that they meet the sound that belongs to them.
 *
 * <p>The engine delays sound by the jitter it saw and pictures by theirs, and says how long it held each. The correction
 * follows that at a bounded speed, so that a correction is never seen as a jump.
 *
 * <p>Measured by the session's thread, asked by the one that delivers the track's frames.
 */
final class LipSync {
    /** Beyond that it is no delay but a track that stands still. */
    private static final long BELIEVED = TimeUnit.SECONDS.toNanos(1);
    /** More is not corrected: packets of sound and picture would leave the order in which a recording can hold them. */
    private static final long LARGEST = TimeUnit.MILLISECONDS.toNanos(350);
    /** A correction of 100 ms takes half a second. */
    private static final long NANOS_A_SECOND = TimeUnit.MILLISECONDS.toNanos(200);

    /** Guarded by this, as are the next two. */
    private long target;

    private long correction;
    private long correctedAt = Long.MIN_VALUE;

    /** The sound was found to be heard so much later than the picture that belongs to it; negative where it is earlier. */
    synchronized void soundIsLater(long nanos) {
        if (Math.abs(nanos) <= BELIEVED) {
            target = Math.clamp(nanos, -LARGEST, LARGEST);
        }
    }

    /** The correction for a picture of this time; times are those of {@link System#nanoTime()}. */
    synchronized long at(long nanos) {
        if (correctedAt != Long.MIN_VALUE) {
            long passed = Math.clamp(nanos - correctedAt, 0, BELIEVED);
            long step = Math.round((double) passed * NANOS_A_SECOND / TimeUnit.SECONDS.toNanos(1));
            correction += Math.clamp(target - correction, -step, step);
        }
        correctedAt = nanos;
        return correction;
    }
}
