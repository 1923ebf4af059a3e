package dev.peerscribe.signaling;

/** The life of a signalling connection, as the REST contract names it. */
public enum ConnectionState {
    /** The first attempt is under way. */
    CONNECTING,
    /** The WebSocket is open. */
    CONNECTED,
    /** It was lost; another attempt is under way or due. */
    RECONNECTING,
    /** It has been away so long that attempts are rare. */
    SUSPENDED,
    /** Closed because the agent wanted it. */
    DISCONNECTED,
    /** The server refused in a way that another attempt hardly cures, or as many failed as may. */
    ERROR
}
