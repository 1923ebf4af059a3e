package dev.peerscribe.signaling;

/** The way a message took. */
public enum Via {
    SOCKET,
    DATA_CHANNEL
}
