package dev.peerscribe.signaling;

import java.util.Set;

/**
 * What a peer says of itself in the {@code hello} extension.
 *
 * @param name how the peer wants to be called, cleaned of control characters, at most 64 characters
 * @param role {@code participant} or {@code recorder}; anything else is kept as said
 * @param capabilities the extensions it understands
 */
public record PeerHello(String name, String role, Set<String> capabilities) {
    /** The role of a peer that takes part. */
    public static final String PARTICIPANT = "participant";
    /** The role of a peer that records. */
    public static final String RECORDER = "recorder";
    /** The capability of understanding the member {@code to}. */
    public static final String ADDRESSING = "addressing";
    /** The capability of reading a JWE that is encrypted to the announced key. */
    public static final String ENCRYPTION = "encryption";
    /** The capability of making and checking a {@code proof}; who announces it puts one into every secure message. */
    public static final String BOUND_SIGNATURE = "bound-signature";
    /** The capability of giving way, or not, by the order of keys where offers cross. */
    public static final String PERFECT_NEGOTIATION = "perfect-negotiation";
    /** The capability of acknowledging messages that have a {@code message_id}. */
    public static final String ACKNOWLEDGMENT = "acknowledgment";
}
