package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import org.jspecify.annotations.Nullable;

/**
 * One meeting's connection to its relay: it keeps itself alive and signs what it sends. Every method may be called from
 * any thread, returns at once and never throws for what the network does.
 */
public interface SignalingConnection extends AutoCloseable {
    /** The id given when it was opened: the meeting's. */
    String id();

    /** The key that it signs with. */
    PeerKey publicKey();

    /** What it is doing now. */
    SignalingStatus status();

    /**
     * Signs a description with the connection's identity and sends it.
     *
     * @param to the relay's id of the peer it is for, or null for every peer; named on the wire only to peers whose
     *     hello announced {@link PeerHello#ADDRESSING}
     * @return whether it was sent or queued; false where the connection is closed or its queue is full
     */
    boolean send(SessionDescription description, @Nullable String to);

    /** Sends a candidate; {@code to} and the result as for descriptions. */
    boolean send(IceCandidate candidate, @Nullable String to);

    /**
     * Sends a chat message over the socket, and again until every peer that announced
     * {@link PeerHello#ACKNOWLEDGMENT} has acknowledged it. Of one that was taken
     * {@link SignalingEvent.DeliveryChanged} tells how far it gets.
     *
     * @return whether it was taken; false where the connection is closed, the queue for chat is full or the text is
     *     longer than allowed
     */
    boolean send(ChatMessage message);

    /**
     * Sends a chat message over the socket to one peer; nobody acknowledges it. What else is told of it is as above.
     *
     * @param to the relay's id of the peer
     * @return as above; false also where the peer did not announce {@link PeerHello#ADDRESSING}, since everybody would
     *     read it then
     */
    boolean send(ChatMessage message, String to);

    /** Says that a peer is gone, so that nobody waits for its acknowledgments; until it introduces itself again. */
    void peerLeft(PeerKey peer);

    /**
     * Whether the relay was seen to carry what a verified relay drops (chat, hello). Until then a chat message goes over
     * data channels too.
     */
    boolean relayCarriesChat();

    /**
     * Takes a text that came over a peer's data channel {@code secure-channel}: chat becomes a
     * {@link SignalingEvent.ChatReceived}, anything else is counted as rejected.
     */
    void receiveFromDataChannel(String senderId, String text);

    /** Closes the socket with 1000, tells {@link ConnectionState#DISCONNECTED} once, leaves no thread; idempotent. */
    @Override
    void close();
}
