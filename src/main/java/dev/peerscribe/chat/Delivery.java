package dev.peerscribe.chat;

/** How far a message of the agent's got. */
public enum Delivery {
    QUEUED,
    SENT,
    ACKNOWLEDGED,
    EXPIRED
}
