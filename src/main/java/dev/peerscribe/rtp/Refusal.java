package dev.peerscribe.rtp;

/** Why a packet was not taken. */
public enum Refusal {
    /** Shorter than a header of RTP. */
    TOO_SHORT,
    /** Not version 2. */
    VERSION,
    /** The header claims more bytes than there are. */
    HEADER,
    /** The padding claims more bytes than there are. */
    PADDING,
    /** Of no section that was negotiated. */
    UNKNOWN_SECTION,
    /** Of a payload type that its section does not have. */
    UNKNOWN_PAYLOAD_TYPE,
    /** A retransmission for a source that is not known, or without the number of what it repeats. */
    UNKNOWN_ORIGINAL,
    /** There are as many sources as are allowed. */
    TOO_MANY_SOURCES,
    /** Its sequence number is far from all before; two in a row are believed (RFC 3550 A.1). */
    SEQUENCE,
    /** It was there already. */
    DUPLICATE,
    /** It came after it had been given up. */
    LATE,
    /** It waited for others when its source had to give up what it held. */
    NO_ROOM,
    /** RTCP that breaks its rules (RFC 3550 A.2). */
    RTCP
}
