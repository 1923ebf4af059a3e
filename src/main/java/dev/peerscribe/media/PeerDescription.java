package dev.peerscribe.media;

import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignedDescription;

/**
 * A description of a peer on its way to the peer's session.
 *
 * @param clean what of it went through the gate
 * @param signed the message that brought it
 */
record PeerDescription(SessionDescription clean, SignedDescription signed) {}
