package dev.peerscribe.stage;

/** How participants share the picture. */
public enum Layout {
    /** Everybody who is there, in tiles of one size. */
    GRID,
    /** Who speaks in the large, the others in a row below. */
    SPEAKER
}
