package dev.peerscribe.passthrough;

/** A local candidate that has a socket of its own: the base of a pair (RFC 8445 §4). */
interface PathCandidate {
    PathSocket socket();
}
