package dev.peerscribe.signaling;

import dev.peerscribe.identity.IdentitySource;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** From what is to be said to the text of a frame, signed where the protocol wants that. Owned by the sending thread. */
final class FrameWriter {
    private static final int NONCE = 16;

    private final WireJson json;
    private final IdentitySource identities;
    private final HelloCodec hellos;
    private final PeerHello self;
    private final Security security;
    private final SecureRandom random;
    private final InstantSource clock;

    /**
     * What makes a frame more than the base protocol has.
     *
     * @param proofs makes bound signatures; null where none are made
     */
    record Security(Sealing sealing, @Nullable ProofCodec proofs, Announcements announcements) {}

    FrameWriter(
            WireJson json,
            IdentitySource identities,
            HelloCodec hellos,
            PeerHello self,
            Security security,
            SecureRandom random,
            InstantSource clock) {
        this.json = json;
        this.identities = identities;
        this.hellos = hellos;
        this.self = self;
        this.security = security;
        this.random = random;
        this.clock = clock;
    }

    /**
     * The frame; {@code addressable} says which peers understand to be named.
     *
     * @throws SendRefusedException where it had to be encrypted and cannot be
     */
    String write(Outgoing message, Predicate<String> addressable) {
        Instant now = clock.instant();
        // Once for the frame: the key it names and its signature are of one pair, whenever the key rotates.
        SigningIdentity identity = identities.current();
        ObjectNode payload = switch (message) {
            case Outgoing.Description it -> {
                String to = named(it.to(), addressable);
                yield addressed(secure(it, identity, to, now), to);
            }
            case Outgoing.Candidate it -> addressed(candidate(it.candidate()), named(it.to(), addressable));
            case Outgoing.Chat it -> addressed(acknowledgeable(chat(it.message()), it), named(it.to(), addressable));
            case Outgoing.Ack it ->
                addressed(json.newObject().put("message_id", it.messageId()), named(it.to(), addressable));
            case Outgoing.Hello it ->
                addressed(
                        json.newObject().put("jws", hellos.write(self, identity, now, it.nonce(), it.inReplyTo())),
                        named(it.to(), addressable));
        };
        // Introductions bring the keys, so they alone go in clear whatever the policy is.
        if (!(message instanceof Outgoing.Hello)) {
            payload = security.sealing().seal(payload, message.to(), System.nanoTime());
        }
        return json.write(json.newObject()
                .put("signal_type", message.type())
                .put("payload", json.write(payload))
                .put("sender_id", "")
                .put("timestamp", now.toEpochMilli()));
    }

    private static @Nullable String named(@Nullable String to, Predicate<String> addressable) {
        return to == null || to.isEmpty() || !addressable.test(to) ? null : to;
    }

    private static ObjectNode addressed(ObjectNode payload, @Nullable String to) {
        return to == null ? payload : payload.put("to", to);
    }

    private static ObjectNode acknowledgeable(ObjectNode payload, Outgoing.Chat chat) {
        return chat.messageId() == null
                ? payload
                : payload.put("message_id", chat.messageId()).put("window_start", chat.windowStart());
    }

    /**
     * The member is written once and signed as written. The order {@code type, sdp} and the escapes are those of
     * {@code JSON.stringify}: a browser that parses and writes it again gets the same text.
     */
    private ObjectNode secure(
            Outgoing.Description message, SigningIdentity identity, @Nullable String to, Instant now) {
        SessionDescription description = message.description();
        ObjectNode offer =
                json.newObject().put("type", description.type().wire()).put("sdp", description.sdp());
        byte[] signed = WireJson.utf8(json.write(offer));
        if (signed == null) {
            throw new IllegalArgumentException("a description with half a surrogate pair cannot be signed");
        }
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        ObjectNode payload = json.newObject();
        payload.set("offer", offer);
        put(payload, "public_key", identity.publicKey().point());
        put(payload, "signature", identity.sign(signed));
        put(payload, "nonce", nonce);
        ProofCodec proofs = security.proofs();
        if (proofs != null) {
            PeerKey audience =
                    message.to() == null ? null : security.announcements().keyOf(message.to());
            byte[] digest = FrameVerifier.sha256(signed);
            ProofCodec.Subject subject = new ProofCodec.Subject(message.type(), nonce, digest, to);
            payload.put("proof", proofs.write(subject, identity, audience, now));
        }
        return payload;
    }

    private ObjectNode candidate(IceCandidate candidate) {
        ObjectNode payload = json.newObject()
                .put("candidate", candidate.candidate())
                .put("sdpMid", candidate.sdpMid())
                .put("sdpMLineIndex", candidate.sdpMLineIndex());
        return candidate.usernameFragment() == null
                ? payload
                : payload.put("usernameFragment", candidate.usernameFragment());
    }

    private ObjectNode chat(ChatMessage message) {
        return json.newObject()
                .put("id", message.id())
                .put("text", message.text())
                .put("timestamp", message.timestamp().toEpochMilli())
                .put("sender", message.sender())
                .put("type", message.type());
    }

    private static void put(ObjectNode into, String member, byte[] bytes) {
        ArrayNode array = into.putArray(member);
        for (byte b : bytes) {
            array.add(b & 0xff);
        }
    }
}
