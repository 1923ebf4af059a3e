package dev.peerscribe.media;

/** A remote peer as the REST contract shows it. */
public enum PeerState {
    /** It introduced itself, but there is no link. */
    PRESENT,
    /** Descriptions and candidates are exchanged. */
    CONNECTING,
    /** Media can flow. */
    CONNECTED,
    /** The transport is away, for the moment or until the session is given up. */
    DISCONNECTED,
    /** The negotiation or the transport failed. */
    FAILED,
    /** It left, or was given up. */
    CLOSED
}
