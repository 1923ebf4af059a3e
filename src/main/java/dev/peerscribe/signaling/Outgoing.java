package dev.peerscribe.signaling;

import org.jspecify.annotations.Nullable;

/** What is to be sent; it becomes a frame only when the socket is ready for it, so that it is signed for the link it takes. */
sealed interface Outgoing {
    /** The wire's word for its type. */
    String type();

    /** The relay's id of the peer it is for; null for everybody. */
    @Nullable
    String to();

    record Description(
            SessionDescription description, @Nullable String to) implements Outgoing {
        @Override
        public String type() {
            return description.type() == SdpType.OFFER ? SignalType.SECURE_OFFER : SignalType.SECURE_ANSWER;
        }
    }

    record Candidate(IceCandidate candidate, @Nullable String to) implements Outgoing {
        @Override
        public String type() {
            return SignalType.ICE_CANDIDATE;
        }
    }

    /**
     * A chat message.
     *
     * @param to one that is for a single peer is not acknowledged
     * @param messageId by which it is to be acknowledged; null where nobody does
     * @param windowStart the id of the oldest message that may still be sent again
     */
    record Chat(
            ChatMessage message,
            @Nullable String to,
            @Nullable String messageId,
            @Nullable String windowStart) implements Outgoing {
        Chat(ChatMessage message) {
            this(message, null, null, null);
        }

        @Override
        public String type() {
            return SignalType.CHAT;
        }
    }

    /** Says to a peer that its message is here. */
    record Ack(String messageId, @Nullable String to) implements Outgoing {
        @Override
        public String type() {
            return SignalType.ACK;
        }
    }

    /**
     * An introduction.
     *
     * @param nonce by which an answer to it is known
     * @param inReplyTo the nonce of the introduction it answers; null where it opens
     */
    record Hello(
            String nonce,
            @Nullable String inReplyTo,
            @Nullable String to) implements Outgoing {
        @Override
        public String type() {
            return SignalType.HELLO;
        }
    }
}
