package dev.peerscribe.embedded;

/** The life of a demo guest. */
enum GuestState {
    /** It is in the room and waits for a recorder. */
    WAITING,
    /** It offered its picture and sound to a recorder. */
    CONNECTING,
    /** A recorder receives it. */
    CONNECTED,
    /** It left. */
    GONE,
    /** It could not be made. */
    FAILED
}
