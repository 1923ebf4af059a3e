package dev.peerscribe.ffmpeg;

/** Lays the frames of one track on the timeline of the recording, in whole milliseconds. Owned by one thread. */
public final class FrameTimes {
    /** Instead of a time: the frame comes too late. */
    public static final long LATE = Long.MIN_VALUE;

    /** A frame this much older than the one before cannot be shown or heard any more. */
    private static final long LATE_MILLIS = 100;

    private long last = Long.MIN_VALUE;

    /** Where a frame belongs that was to be shown or heard at {@code nanos}: later than all before it, or {@link #LATE}. */
    public long place(long nanos) {
        long millis = Math.floorDiv(nanos + 500_000, 1_000_000);
        if (millis <= last) {
            if (millis < last - LATE_MILLIS) {
                return LATE;
            }
            millis = last + 1;
        }
        last = millis;
        return millis;
    }
}
