package dev.peerscribe.media;

/** What came of somebody's word for a peer. */
public enum Approval {
    /** It is trusted from now on; an offer of it that waited is answered. */
    APPROVED,
    /** Nothing of it waits for that. */
    NOT_WAITING,
    /** There is no such peer. */
    UNKNOWN_PEER
}
