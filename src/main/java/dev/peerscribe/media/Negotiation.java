package dev.peerscribe.media;

/** Who makes the offer. */
public enum Negotiation {
    /** The agent waits for offers. */
    ANSWER,
    /** The agent offers as soon as it is connected, as relays want that stay silent until a client has. */
    OFFER,
    /** The agent offers only where nobody else does in time. */
    AUTO
}
