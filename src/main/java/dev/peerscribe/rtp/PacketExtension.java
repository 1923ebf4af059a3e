package dev.peerscribe.rtp;

/** The RTP header extensions (RFC 8285) that are read, or taken because they are offered everywhere. */
public enum PacketExtension {
    /** Which section of the description a packet belongs to (RFC 9143 §15). */
    MID,
    /** Which simulcast layer a packet belongs to (RFC 8852 §3.1). */
    RID,
    /** Which simulcast layer a retransmission repairs (RFC 8852 §3.2). */
    REPAIRED_RID,
    /** When the packet was sent; taken, since it is offered everywhere, but not read: bandwidth is the sender's to find. */
    ABS_SEND_TIME,
    /** The number of the packet on its transport (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2). */
    TRANSPORT_CC,
    /** How loud the sound of a packet is (RFC 6464). */
    AUDIO_LEVEL,
    /** How a picture is to be turned (3GPP TS 26.114 §7.4.5). */
    VIDEO_ORIENTATION
}
