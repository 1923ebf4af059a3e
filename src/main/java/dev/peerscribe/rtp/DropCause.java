package dev.peerscribe.rtp;

/** Why a frame was not handed over. */
public enum DropCause {
    /** Packets of it did not come. */
    LOST,
    /** Its payload breaks the rules of its format. */
    MALFORMED,
    /** It is larger than a frame may be. */
    TOO_LARGE,
    /** It was given up, since the sources of the peer held more together than they may, and its source the most. */
    NO_ROOM,
    /** It came whole, but what it builds upon is missing. */
    WITHHELD,
    /** It belongs to a simulcast layer that is not the chosen one, or to a source that another took the place of. */
    OTHER_LAYER
}
