package dev.peerscribe.rtp;

/** What a payload type may be answered with ({@code a=rtcp-fb}, RFC 4585 §4.2). */
public enum FeedbackKind {
    /** {@code nack}: packets are asked for again. */
    NACK,
    /** {@code nack pli}: a key frame is asked for. */
    PLI,
    /** {@code ccm fir} (RFC 5104 §7.1): a key frame is demanded. */
    FIR,
    /** {@code goog-remb}. */
    REMB,
    /** {@code transport-cc}. */
    TRANSPORT_CC
}
