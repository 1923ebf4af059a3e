package dev.peerscribe.sdp;

/**
 * Whose description it is, and which one of them (RFC 8866 §5.2, RFC 8829 §5.2.1).
 *
 * @param session constant for the life of a peer connection, decimal digits
 * @param version greater with every description, decimal digits
 */
record Origin(String session, String version) {}
