package dev.peerscribe.identity;

/**
 * The agent signs with another key from now on. A listener only enqueues.
 *
 * @param previous the {@linkplain PeerKey#fingerprint() fingerprint} of the key before
 * @param fingerprint that of the new one
 */
public record KeyRotated(String previous, String fingerprint) {}
