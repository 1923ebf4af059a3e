package dev.peerscribe.rtp;

/** What is missing before a frame, in growing order of harm. */
public enum Loss {
    /** Nothing. */
    NONE,
    /** Frames that the network lost; this one could be decoded all the same. */
    NETWORK,
    /** Frames that the network lost, and those that were withheld until this key frame came. */
    KEY_FRAME
}
