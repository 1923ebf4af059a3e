package dev.peerscribe.media;

/** The state of a link's transport (W3C WebRTC, RTCPeerConnectionState). */
public enum LinkState {
    NEW,
    CONNECTING,
    CONNECTED,
    DISCONNECTED,
    FAILED,
    CLOSED
}
