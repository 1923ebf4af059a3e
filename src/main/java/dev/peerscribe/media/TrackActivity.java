package dev.peerscribe.media;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether a track is muted, and whether somebody speaks on it. The thread that delivers frames says what came, which costs
 * next to nothing, and wakes the session's lane only when something changes; the lane looks and tells.
 */
final class TrackActivity {
    /** After so long without a frame, or of sound without anything but digital silence, it is muted. */
    static final long MUTED_AFTER = TimeUnit.SECONDS.toNanos(2);

    private final Runnable wake;
    /** Whether the lane was woken and did not look yet; any thread. */
    private final AtomicBoolean woken = new AtomicBoolean();
    /** Owned by the delivering thread. */
    private final SpeechDetector detector = new SpeechDetector();
    /** Written by the delivering thread and, where the peer comes back, by the lane. */
    private volatile long lastSignal;
    /** What the detector says; owned by the delivering thread, read by any. */
    private volatile boolean speaks;
    /** What was told; owned by the lane, read by any. */
    private volatile boolean muted;
    /** As above. */
    private volatile boolean speaking;

    /** What a look finds; called on the lane. */
    interface Listener {
        void muted(boolean now);

        void speaking(boolean now);
    }

    /**
     * The activity of a track that opens now.
     *
     * @param wake has the lane look soon; called seldom, on any thread
     */
    TrackActivity(long nanos, Runnable wake) {
        this.lastSignal = nanos;
        this.wake = wake;
    }

    /** Something came that is no silence. */
    void signal(long nanos) {
        lastSignal = nanos;
        if (muted) {
            wake();
        }
    }

    /**
     * A piece of sound came.
     *
     * @param power mean square of its samples, full scale being 1; negative where nobody says
     * @param presentationNanos when it was heard
     */
    void sound(double power, long presentationNanos, long nanos) {
        if (power != 0) {
            signal(nanos);
        }
        boolean now = power >= 0 && detector.add(power, presentationNanos);
        if (now != speaks) {
            speaks = now;
            wake();
        }
    }

    /** Tells what has changed; on the lane. Of a peer that is away nothing is known, so it is not muted for that. */
    void look(long nanos, boolean away, Listener listener) {
        woken.set(false);
        if (away) {
            lastSignal = nanos;
        }
        boolean mutedNow = away ? muted : isSilent(nanos);
        boolean speakingNow = speaks && !mutedNow && !away;
        if (speaking && !speakingNow) {
            speaking = false;
            listener.speaking(false);
        }
        if (mutedNow != muted) {
            muted = mutedNow;
            listener.muted(mutedNow);
        }
        if (speakingNow && !speaking) {
            speaking = true;
            listener.speaking(true);
        }
    }

    /** Whether nothing but silence has come for a while. */
    boolean isSilent(long nanos) {
        return nanos - lastSignal > MUTED_AFTER;
    }

    /** Whether somebody speaks, as it was told. */
    boolean isSpeaking() {
        return speaking;
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            wake.run();
        }
    }
}
