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
    /** A signed text or a nonce that this key has used before. */
    REPLAY,
    /** Addressed to another peer; no fault of anybody's. */
    NOT_ADDRESSED,
    /** To be acknowledged, but its sender has not introduced itself on this link yet: it will come again. */
    NOT_INTRODUCED,
    /** More than the bound of what is kept for one connection. */
    OVERLOAD;

    /** The tag's value, such as {@code bad-signature}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
