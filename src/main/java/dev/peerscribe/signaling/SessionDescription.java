package dev.peerscribe.signaling;

/**
 * A session description as a peer signed it.
 *
 * @param type offer or answer
 * @param sdp the text (RFC 8866), as hostile as the peer it came from
 */
public record SessionDescription(SdpType type, String sdp) {}
