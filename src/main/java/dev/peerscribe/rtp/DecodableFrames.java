package dev.peerscribe.rtp;

import dev.peerscribe.codec.AssembledFrame;

/**
 * Which frames of a source can be decoded: after a loss, none before the next key frame. A frame of which nothing came may
 * have been needed like any other, so every loss counts.
 */
final class DecodableFrames {
    private final boolean video;

    /** Owned by the source, as are the next two. */
    private boolean waiting;

    private boolean begun;
    private Loss loss = Loss.NONE;

    DecodableFrames(boolean video) {
        this.video = video;
        waiting = video;
    }

    /** Whether this whole frame can be decoded. */
    boolean takes(AssembledFrame frame) {
        if (waiting && !frame.key()) {
            if (begun) {
                loss = Loss.KEY_FRAME;
            }
            return false;
        }
        waiting = false;
        begun = true;
        return true;
    }

    /** A frame, or more, will not come whole. */
    void lost() {
        if (begun && loss == Loss.NONE) {
            loss = Loss.NETWORK;
        }
        waiting = video;
    }

    /** Frames are of another codec from now on, which nothing before is of use for. */
    void begin() {
        waiting = video;
    }

    /** Whether nothing can be decoded before a key frame. */
    boolean isWaiting() {
        return waiting;
    }

    /** What is missing before the frame that was just taken, told once. */
    Loss takeLoss() {
        Loss told = loss;
        loss = Loss.NONE;
        return told;
    }
}
