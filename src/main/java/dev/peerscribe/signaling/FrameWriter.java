package dev.peerscribe.signaling;

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
    private final SigningIdentity identity;
    private final HelloCodec hellos;
    private final PeerHello self;
    private final SecureRandom random;
    private final InstantSource clock;

    FrameWriter(
            WireJson json,
            SigningIdentity identity,
            HelloCodec hellos,
            PeerHello self,
            SecureRandom random,
            InstantSource clock) {
        this.json = json;
        this.identity = identity;
        this.hellos = hellos;
        this.self = self;
        this.random = random;
        this.clock = clock;
    }

    /** The frame; {@code addressable} says which peers understand to be named. */
    String write(Outgoing message, Predicate<String> addressable) {
        Instant now = clock.instant();
        ObjectNode payload = switch (message) {
            case Outgoing.Description it -> addressed(secure(it.description()), it.to(), addressable);
            case Outgoing.Candidate it -> addressed(candidate(it.candidate()), it.to(), addressable);
            case Outgoing.Chat it -> acknowledgeable(chat(it.message()), it);
            case Outgoing.Ack it -> addressed(json.newObject().put("message_id", it.messageId()), it.to(), addressable);
            case Outgoing.Hello it ->
                addressed(
                        json.newObject().put("jws", hellos.write(self, identity, now, it.nonce(), it.inReplyTo())),
                        it.to(),
                        addressable);
        };
        return json.write(json.newObject()
                .put("signal_type", message.type())
                .put("payload", json.write(payload))
                .put("sender_id", "")
                .put("timestamp", now.toEpochMilli()));
    }

    private static ObjectNode addressed(ObjectNode payload, @Nullable String to, Predicate<String> addressable) {
        return to == null || to.isEmpty() || !addressable.test(to) ? payload : payload.put("to", to);
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
    private ObjectNode secure(SessionDescription description) {
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
