package dev.peerscribe.signaling;

import dev.peerscribe.identity.InvalidKeyEncodingException;
import dev.peerscribe.identity.PeerKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From the text of a frame to what it says; it knows neither sockets nor threads and keeps nothing. */
final class FrameCodec {
    static final int MAX_ID = 128;
    private static final int MAX_TYPE = 64;
    private static final int MAX_CANDIDATE = 4096;
    private static final int MAX_JWS = 8192;
    private static final String JWE = "\"jwe\"";
    private static final List<String> CHAT_TYPES = List.of(ChatMessage.TEXT, "system", "file");

    private final WireJson json;
    private final int maxFrameBytes;
    private final int maxChatChars;

    FrameCodec(int maxFrameBytes, int maxChatChars) {
        this.json = new WireJson(maxFrameBytes);
        this.maxFrameBytes = maxFrameBytes;
        this.maxChatChars = maxChatChars;
    }

    WireJson json() {
        return json;
    }

    /** What a text frame says; {@code now} stands in for times that it does not give. */
    Incoming decode(String frame, Instant now) {
        try {
            checkSize(frame);
            Incoming.Envelope envelope = envelope(json.object(frame, "frame"));
            Incoming.Sealed sealed = sealed(envelope);
            return sealed == null ? message(envelope, now) : sealed;
        } catch (RejectedFrameException e) {
            return new Incoming.Rejected(e.rejection(), e.rule());
        }
    }

    /** What a sealed frame says whose payload was opened: as if it had come in clear, but sealed once only. */
    Incoming decode(Incoming.Envelope envelope, String opened, Instant now) {
        try {
            return message(
                    new Incoming.Envelope(envelope.type(), opened, envelope.senderId(), envelope.timestamp()), now);
        } catch (RejectedFrameException e) {
            return new Incoming.Rejected(e.rejection(), e.rule());
        }
    }

    /** What a text of the data channel says: a chat message, bare or in an envelope. */
    Incoming decodeDataChannel(String senderId, String text, Instant now) {
        try {
            checkSize(text);
            WireObject object = json.object(text, "text");
            if (!object.has("signal_type")) {
                return new Incoming.Chat(senderId, null, chat(object, now), null, null);
            }
            Incoming.Envelope envelope = envelope(object);
            if (!envelope.type().equals(SignalType.CHAT)) {
                throw new RejectedFrameException(RejectionCause.UNKNOWN_TYPE, "only chat comes over the data channel");
            }
            ChatMessage message = chat(json.object(envelope.payload(), "payload"), now);
            return new Incoming.Chat(senderId, null, message, null, null);
        } catch (RejectedFrameException e) {
            return new Incoming.Rejected(e.rejection(), e.rule());
        }
    }

    private void checkSize(String text) throws RejectedFrameException {
        if (text.length() > maxFrameBytes || text.getBytes(StandardCharsets.UTF_8).length > maxFrameBytes) {
            throw new RejectedFrameException(RejectionCause.TOO_LARGE, "longer than " + maxFrameBytes + " bytes");
        }
    }

    private static Incoming.Envelope envelope(WireObject object) throws RejectedFrameException {
        String sender = object.optionalString("sender_id", MAX_ID);
        return new Incoming.Envelope(
                object.string("signal_type", MAX_TYPE),
                object.string("payload", Integer.MAX_VALUE),
                sender == null ? "" : sender,
                object.optionalTime("timestamp"));
    }

    /** The frame as a sealed one; null where it is in clear. Introductions come in clear: they bring the keys. */
    private Incoming.@Nullable Sealed sealed(Incoming.Envelope envelope) throws RejectedFrameException {
        // A look at the text first, so that the payloads that come in clear are parsed once only.
        if (envelope.type().equals(SignalType.HELLO) || !envelope.payload().contains(JWE)) {
            return null;
        }
        WireObject payload = payload(envelope);
        return payload.has("jwe") ? new Incoming.Sealed(envelope, to(payload), payload.object("jwe")) : null;
    }

    private Incoming message(Incoming.Envelope envelope, Instant now) throws RejectedFrameException {
        String type = envelope.type();
        return switch (type) {
            case SignalType.SECURE_OFFER -> secure(envelope, SdpType.OFFER);
            case SignalType.SECURE_ANSWER -> secure(envelope, SdpType.ANSWER);
            case SignalType.ICE_CANDIDATE -> {
                WireObject payload = payload(envelope);
                yield new Incoming.Candidate(envelope.senderId(), to(payload), candidate(payload));
            }
            case SignalType.CHAT -> {
                WireObject payload = payload(envelope);
                Instant sent = envelope.timestamp() == null ? now : envelope.timestamp();
                yield new Incoming.Chat(
                        envelope.senderId(),
                        to(payload),
                        chat(payload, sent),
                        payload.optionalString("message_id", MAX_ID),
                        payload.optionalString("window_start", MAX_ID));
            }
            case SignalType.ACK -> {
                WireObject payload = payload(envelope);
                yield new Incoming.Ack(envelope.senderId(), to(payload), payload.string("message_id", MAX_ID));
            }
            case SignalType.HELLO -> {
                WireObject payload = payload(envelope);
                yield new Incoming.Hello(envelope.senderId(), to(payload), payload.string("jws", MAX_JWS));
            }
            default -> throw new RejectedFrameException(RejectionCause.UNKNOWN_TYPE, "signal_type is not known");
        };
    }

    private WireObject payload(Incoming.Envelope envelope) throws RejectedFrameException {
        return json.object(envelope.payload(), "payload");
    }

    private static @Nullable String to(WireObject payload) throws RejectedFrameException {
        return payload.optionalString("to", MAX_ID);
    }

    private Incoming secure(Incoming.Envelope envelope, SdpType type) throws RejectedFrameException {
        WireObject payload = payload(envelope);
        String member = describing(payload, type);
        WireObject offer = payload.object(member);
        if (!offer.string("type", MAX_TYPE).equals(type.wire())) {
            throw RejectedFrameException.malformed("the description's type is not the signal's");
        }
        String sdp = offer.string("sdp", maxFrameBytes);
        byte[] key = payload.bytes("public_key", 65, 33);
        byte[] signature = payload.bytes("signature", 64);
        byte[] nonce = payload.bytes("nonce", 16);
        try {
            return new Incoming.Secure(
                    envelope.senderId(),
                    to(payload),
                    new SessionDescription(type, sdp),
                    PeerKey.ofPoint(key),
                    signature,
                    nonce,
                    payload.optionalString("proof", MAX_JWS),
                    signedTexts(envelope.payload(), member, offer),
                    envelope.payload());
        } catch (InvalidKeyEncodingException e) {
            throw RejectedFrameException.malformed("payload.public_key: " + e.getMessage());
        }
    }

    /** The member that has the description: {@code offer}, for an answer {@code answer} too, but never both. */
    private static String describing(WireObject payload, SdpType type) throws RejectedFrameException {
        if (type == SdpType.OFFER || !payload.has("answer")) {
            return "offer";
        }
        if (payload.has("offer")) {
            throw RejectedFrameException.malformed("payload has both offer and answer");
        }
        return "answer";
    }

    /** First as sent; then compact, for intermediaries that reformat. */
    private List<byte[]> signedTexts(String payload, String member, WireObject offer) throws RejectedFrameException {
        String slice = json.slice(payload, member);
        byte[] asSent = slice == null ? null : WireJson.utf8(slice);
        String rewritten = json.write(offer.node());
        byte[] compact = WireJson.utf8(rewritten);
        if (asSent == null || compact == null) {
            throw RejectedFrameException.malformed("payload." + member + " has half a surrogate pair");
        }
        return rewritten.equals(slice) ? List.of(asSent) : List.of(asSent, compact);
    }

    private static IceCandidate candidate(WireObject payload) throws RejectedFrameException {
        Long line = payload.optionalInteger("sdpMLineIndex", 0, 65535);
        return new IceCandidate(
                payload.string("candidate", MAX_CANDIDATE),
                payload.optionalString("sdpMid", MAX_ID),
                line == null ? null : line.intValue(),
                payload.optionalString("usernameFragment", 256));
    }

    /** Only the text can be relied on; what else is there must be right, what is missing is made up for. */
    private ChatMessage chat(WireObject payload, Instant sent) throws RejectedFrameException {
        String id = payload.optionalString("id", MAX_ID);
        String text = payload.string("text", maxChatChars);
        Instant timestamp = payload.optionalTime("timestamp");
        String sender = payload.optionalString("sender", MAX_ID);
        String type = payload.optionalString("type", MAX_TYPE);
        if (type != null && !CHAT_TYPES.contains(type)) {
            throw RejectedFrameException.malformed("payload.type is none of " + CHAT_TYPES);
        }
        return new ChatMessage(
                id == null || id.isEmpty() ? UUID.randomUUID().toString() : id,
                text,
                timestamp == null ? sent : timestamp,
                sender == null ? "" : sender,
                type == null ? ChatMessage.TEXT : type);
    }
}
