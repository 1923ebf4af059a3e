package dev.peerscribe.sdp;

/** What a remote description means for ICE (RFC 8839 §4.4.1.1). */
public enum IceChange {
    /** There was no transport before, or there is none now. */
    FIRST,
    /** The generation goes on. */
    SAME,
    /** Other credentials than before: an ICE restart. */
    RESTART
}
