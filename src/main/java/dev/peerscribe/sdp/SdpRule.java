package dev.peerscribe.sdp;

/** The rule that a description broke. */
public enum SdpRule {
    /** Longer, or more of something, than anybody needs. */
    LIMIT,
    /** Not of the grammar of its line or attribute. */
    GRAMMAR,
    /** A number outside its range. */
    RANGE,
    /** What must be there is not. */
    MISSING,
    /** Said twice where once is allowed. */
    DUPLICATE,
    /** Contradicts another part, the offer, or what was negotiated before. */
    CONFLICT,
    /** Media sections are not those of the offer, or of the description before (RFC 3264 §8). */
    ORDER,
    /** Nothing in it can be used by this end. */
    UNUSABLE,
    /** Not possible in the state of the negotiation (RFC 8829 §3.5.1). */
    STATE
}
