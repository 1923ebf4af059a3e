package dev.peerscribe.rtp;

/** How often a picture stood still (W3C webrtc-stats, freezeCount). */
final class Freezes {
    private static final long MORE = 150_000_000L;
    private static final int AVERAGED = 30;

    /** Owned by the section, as are the next three. */
    private long count;

    private long last;
    private double usual;
    private int frames;

    /** A frame that is to be shown at this time. */
    void frame(long nanos) {
        if (frames > 0) {
            long interval = nanos - last;
            if (frames > AVERAGED && interval >= Math.max(3 * usual, usual + MORE)) {
                count++;
            }
            usual += (interval - usual) / Math.min(frames, AVERAGED);
        }
        frames = Math.min(frames + 1, AVERAGED + 1);
        last = nanos;
    }

    long count() {
        return count;
    }
}
