package dev.peerscribe.signaling;

import java.util.Locale;

/** Why a frame was dropped; each is a value of the tag {@code cause} of the meter that counts them. */
public enum RejectionCause {
    /** A binary frame, where the protocol knows text only. */
    BINARY,
    /** Longer than the configured bound. */
    TOO_LARGE,
    /** Not an envelope, or a payload that is not what its type says. */
    MALFORMED,
    /** A signal type that is not known here. */
    UNKNOWN_TYPE,
    /** A secure message whose signature is not the key's. */
    BAD_SIGNATURE,
    /** A signed text, or an introduction, that this key has sent before. */
    REPLAY,
    /** A nonce that this key has used before, with another text. */
    NONCE_REUSED,
    /** A bound signature that was issued too long ago, or is yet to be. */
    STALE,
    /** A bound signature that is about another message, or for another peer. */
    PROOF_MISMATCH,
    /** No bound signature, of a peer that announced to make them: not its own, or stripped on the way. */
    DOWNGRADE,
    /** No bound signature, where the policy requires one. */
    NOT_BOUND,
    /** In clear, where the policy requires encryption. */
    NOT_ENCRYPTED,
    /** Encrypted, but not to us: the sender does not know us; no fault of anybody's. */
    NOT_FOR_US,
    /** Encrypted to us, but changed since. */
    UNDECRYPTABLE,
    /** Addressed to another peer; no fault of anybody's. */
    NOT_ADDRESSED,
    /** More frames than one peer may send. */
    RATE_LIMITED,
    /** To be acknowledged, but its sender has not introduced itself on this link yet: it will come again. */
    NOT_INTRODUCED,
    /** More than the bound of what is kept for one connection. */
    OVERLOAD;

    /** The tag's value, such as {@code bad-signature}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
