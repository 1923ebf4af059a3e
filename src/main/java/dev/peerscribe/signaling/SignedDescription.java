package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secure message as it came, from which anybody can see later which key signed which description.
 *
 * @param type the wire's word for its type
 * @param payload the exact text of its payload; of a message that came sealed, the text that was inside
 */
public record SignedDescription(String type, String payload) {
    /** The longest payload that is looked at (characters); what the wire takes is shorter by far. */
    public static final int MAX_PAYLOAD = 1 << 20;

    /** Bounds every size but that of the payload as the wire does. */
    private static final FrameCodec CODEC = new FrameCodec(MAX_PAYLOAD, MAX_PAYLOAD);

    /**
     * What a message proves.
     *
     * @param key whose signature it is
     * @param issued when its proof was made, by the peer's clock; null where it has none
     */
    public record Proven(
            PeerKey key,
            SessionDescription description,
            @Nullable Instant issued) {}

    /**
     * Looks anew at what the message proves, as when it came. Whether it is of now and for us is not asked: that was asked
     * then.
     *
     * @throws UnprovenDescriptionException where it breaks a rule of the wire, or its signature or proof is not its key's
     */
    public Proven check() throws UnprovenDescriptionException {
        Incoming incoming = CODEC.decode(new Incoming.Envelope(type, "", "", null), payload, Instant.EPOCH);
        return switch (incoming) {
            case Incoming.Rejected it -> throw new UnprovenDescriptionException(true, it.rule());
            case Incoming.Secure it -> check(it);
            case Incoming.Message _, Incoming.Sealed _ ->
                throw new UnprovenDescriptionException(true, "the message is neither an offer nor an answer");
        };
    }

    private static Proven check(Incoming.Secure message) throws UnprovenDescriptionException {
        byte[] signed = FrameVerifier.signedText(message);
        if (signed == null) {
            throw new UnprovenDescriptionException(false, "the signature is not that of the key in the message");
        }
        Instant issued = null;
        if (message.proof() != null) {
            ProofCodec.Subject subject =
                    new ProofCodec.Subject(message.type(), message.nonce(), FrameVerifier.sha256(signed), message.to());
            try {
                issued = ProofCodec.open(CODEC.json(), message.proof(), message.key(), subject)
                        .issued();
            } catch (RejectedFrameException e) {
                throw new UnprovenDescriptionException(false, e.rule());
            }
        }
        return new Proven(message.key(), message.description(), issued);
    }

    /** Without the payload, which tells addresses. */
    @Override
    public String toString() {
        return "SignedDescription[" + type + "]";
    }
}
