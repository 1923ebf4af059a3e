package dev.peerscribe.signaling;

/** How far a chat message got after {@link SignalingConnection#send(ChatMessage)} had taken it. */
public enum DeliveryState {
    /** The socket took it; the last state where no peer acknowledges. */
    SENT,
    /** Every peer that acknowledges and was there when it was sent has it. */
    ACKNOWLEDGED,
    /** It waited too long, or a peer that acknowledges did not. */
    EXPIRED
}
