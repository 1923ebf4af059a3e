package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import org.jspecify.annotations.Nullable;

/**
 * A fact about one signalling connection. Published on the connection's own threads: a listener only enqueues.
 *
 * <p>{@code senderId} is the relay's id of the sending peer, empty where the relay gives none; it changes when the peer
 * reconnects. What lasts is the key.
 */
public sealed interface SignalingEvent {
    /** The connection, which has the id of the meeting it serves. */
    String connectionId();

    /** The connection went from one state to another; {@code cause} says why, where there is something to say. */
    record StateChanged(
            String connectionId,
            ConnectionState from,
            ConnectionState to,
            @Nullable String cause) implements SignalingEvent {}

    /** A peer introduced itself. */
    record HelloReceived(String connectionId, String senderId, PeerKey key, PeerHello hello)
            implements SignalingEvent {}

    /**
     * A description came whose signature is {@code key}'s and which was not seen before.
     *
     * @param signed the message that brought it, from which others can see the same
     */
    record DescriptionReceived(
            String connectionId, String senderId, PeerKey key, SessionDescription description, SignedDescription signed)
            implements SignalingEvent {}

    /** A candidate came; nothing signs it. */
    record CandidateReceived(String connectionId, String senderId, IceCandidate candidate) implements SignalingEvent {}

    /** A chat message came; nothing signs it. */
    record ChatReceived(String connectionId, String senderId, ChatMessage message, Via via) implements SignalingEvent {}

    /**
     * A message of ours was not sent, since it could not be encrypted where that is required.
     *
     * @param type the wire's word for its type
     * @param to the relay's id of the peer it was for; null where it was for all
     * @param chatId the id of a chat message; null for anything else
     */
    record SendRefused(
            String connectionId,
            String type,
            @Nullable String to,
            @Nullable String chatId,
            RefusalCause cause) implements SignalingEvent {}

    /**
     * An introduction of ours went into the socket.
     *
     * @param role what it says that we are, such as {@link PeerHello#RECORDER}
     * @param to the relay's id of the peer it was for; null where it was for all
     */
    record IntroductionSent(
            String connectionId, String role, @Nullable String to) implements SignalingEvent {}

    /** A chat message of ours got further. */
    record DeliveryChanged(String connectionId, String messageId, DeliveryState state) implements SignalingEvent {}

    /** A frame was dropped and counted. */
    record FrameRejected(String connectionId, RejectionCause cause) implements SignalingEvent {}
}
