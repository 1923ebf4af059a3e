package dev.peerscribe.webhooks;

/** What becomes of a message; one that is delivered is not kept. */
public enum DeliveryState {
    /** It waits for its turn, or for the next attempt. */
    PENDING,
    /** It was given up. */
    DEAD
}
