package dev.peerscribe.signaling;

/** How much an extension of the protocol is insisted on. */
public enum ExtensionMode {
    /** Neither used nor announced. */
    OFF,
    /** Used towards peers that announced it. */
    OPPORTUNISTIC,
    /** Without it nothing is taken and nothing is said. */
    REQUIRED
}
