package dev.peerscribe.relay;

/** How far a live output is. */
public enum RelayState {
    /** Nobody sends anything that could go out. */
    WAITING,
    /** The way to the destination is being made. */
    CONNECTING,
    /** The destination takes what is sent. */
    LIVE,
    /** It failed and will be tried again. */
    RECONNECTING,
    /** It failed as often as it may. */
    FAILED,
    /** It was ended. */
    ENDED
}
