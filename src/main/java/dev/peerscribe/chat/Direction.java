package dev.peerscribe.chat;

/** Whether a message came to the agent or is the agent's own. */
public enum Direction {
    IN,
    OUT
}
