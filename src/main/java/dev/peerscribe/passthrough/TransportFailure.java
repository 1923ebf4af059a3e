package dev.peerscribe.passthrough;

/** Why a transport failed. */
enum TransportFailure {
    /** No local candidate could be had: no usable interface, or relaying is wanted and no server relays. */
    NO_CANDIDATES,
    /** No pair of candidates answered in time. */
    NO_PATH,
    /** The peer's consent to receive ended (RFC 7675 §5.1). */
    CONSENT_EXPIRED,
    /** The peer's certificate has none of the fingerprints that its description gives. */
    FINGERPRINT,
    /** The DTLS handshake did not end in time; a peer that refuses it can only be silent, as nobody could believe it. */
    HANDSHAKE_TIMEOUT,
    /** The DTLS handshake failed, or the peer ended the association by a fatal alert. */
    HANDSHAKE,
    /** A mistake of ours, which the log tells. */
    MISTAKE
}
