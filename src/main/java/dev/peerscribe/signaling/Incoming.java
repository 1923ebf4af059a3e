package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a text frame says, or why it says nothing. */
sealed interface Incoming {
    /** A frame that is to be dropped; the rule it breaks is for a log at DEBUG. */
    record Rejected(RejectionCause cause, String rule) implements Incoming {}

    /**
     * A frame whose payload is encrypted; what it says is known once it is open.
     *
     * @param to the relay's id of the peer it is meant for, as said outside
     */
    record Sealed(Envelope envelope, @Nullable String to, WireObject jwe) implements Incoming {}

    /** A frame that is well formed; nothing of it is verified. */
    sealed interface Message extends Incoming {
        /** The relay's id of the sending peer, or empty. */
        String senderId();

        /** The relay's id of the peer it is meant for, or null for everybody. */
        @Nullable
        String to();

        /** The wire's word for its type. */
        String type();
    }

    /**
     * A description with its proof.
     *
     * @param proof the bound signature, not yet opened
     * @param signedTexts the forms of the text that the signature may cover, most likely first, in UTF-8
     * @param payload the text of the payload, as it came
     */
    @SuppressWarnings("ArrayRecordComponent") // read once by the verifier; nobody compares or keeps them
    record Secure(
            String senderId,
            @Nullable String to,
            SessionDescription description,
            PeerKey key,
            byte[] signature,
            byte[] nonce,
            @Nullable String proof,
            List<byte[]> signedTexts,
            String payload)
            implements Message {
        @Override
        public String type() {
            return description.type() == SdpType.OFFER ? SignalType.SECURE_OFFER : SignalType.SECURE_ANSWER;
        }

        @Override
        public String toString() {
            return "Secure[" + description.type() + " of " + key.shortId() + "]";
        }
    }

    /** A candidate. */
    record Candidate(String senderId, @Nullable String to, IceCandidate candidate) implements Message {
        @Override
        public String type() {
            return SignalType.ICE_CANDIDATE;
        }
    }

    /**
     * A chat message.
     *
     * @param messageId by which the sender wants it acknowledged; null where it does not
     * @param windowStart the id of the oldest message that the sender may still send again
     */
    record Chat(
            String senderId,
            @Nullable String to,
            ChatMessage message,
            @Nullable String messageId,
            @Nullable String windowStart)
            implements Message {
        @Override
        public String type() {
            return SignalType.CHAT;
        }
    }

    /** An introduction; its JWS is opened elsewhere. */
    record Hello(String senderId, @Nullable String to, String jws) implements Message {
        @Override
        public String type() {
            return SignalType.HELLO;
        }
    }

    /** An acknowledgment. */
    record Ack(String senderId, @Nullable String to, String messageId) implements Message {
        @Override
        public String type() {
            return SignalType.ACK;
        }
    }

    /** What an envelope says around its payload. */
    record Envelope(
            String type,
            String payload,
            String senderId,
            @Nullable Instant timestamp) {}
}
