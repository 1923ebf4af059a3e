package dev.peerscribe.sender;

import dev.peerscribe.identity.InvalidKeyEncodingException;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A participant's signalling, written without the agent's own: signed offers over a relay's WebSocket, and the hello by
 * which it is answered by name. Any thread may call; the listener is called on one of its own.
 */
final class RelaySignaling implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RelaySignaling.class);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String name;
    private final boolean introduces;
    private final Listener listener;
    private final SigningIdentity identity;
    private final SecureRandom random = new SecureRandom();
    private final JsonMapper json = JsonMapper.builder().build();
    private final ExecutorService inbox;
    private final WebSocket socket;
    private final String nonce;
    /** Owned by the inbox, as is the next: the relay's ids of this participant, as others told them. */
    private final Set<String> ownIds = new HashSet<>();

    private @Nullable String recorder;

    /** What comes, on one thread. */
    interface Listener {
        /** A recorder is here that did not say so before, or nobody need say so: an offer can be made. */
        void onRecorder();

        void onAnswer(String sdp);

        /** {@code "candidate:…"}; empty at the end. */
        void onCandidate(String candidate);
    }

    RelaySignaling(HttpClient http, URI relay, SenderSettings settings, Listener listener) {
        this.name = settings.name();
        this.introduces = settings.introduces();
        this.listener = listener;
        this.identity = SigningIdentity.generate(random);
        this.nonce = HexFormat.of().formatHex(bytes(16));
        this.inbox = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("known-sender-signaling").factory());
        this.socket = http.newWebSocketBuilder().buildAsync(relay, new Frames()).join();
    }

    /** Says who is here; a participant of the base protocol may offer at once. */
    void begin() {
        socket.request(1);
        inbox.execute(() -> {
            if (introduces) {
                sayHello(null, null);
            } else {
                listener.onRecorder();
            }
        });
    }

    void offer(String sdp) {
        inbox.execute(() -> {
            ObjectNode offer = json.createObjectNode().put("type", "offer").put("sdp", sdp);
            ObjectNode payload = json.createObjectNode();
            payload.set("offer", offer);
            put(payload, "public_key", identity.publicKey().point());
            put(
                    payload,
                    "signature",
                    identity.sign(json.writeValueAsString(offer).getBytes(StandardCharsets.UTF_8)));
            put(payload, "nonce", bytes(16));
            send("secure-offer", addressed(payload));
        });
    }

    void candidate(String candidate, String mid, int index) {
        inbox.execute(() -> send(
                "ice-candidate",
                addressed(json.createObjectNode()
                        .put("candidate", candidate)
                        .put("sdpMid", mid)
                        .put("sdpMLineIndex", index))));
    }

    private ObjectNode addressed(ObjectNode payload) {
        return recorder == null ? payload : payload.put("to", recorder);
    }

    /** Whether a message names somebody else; who has no name yet is named by nothing. */
    private boolean isForOthers(JsonNode payload) {
        return introduces
                && payload.has("to")
                && !ownIds.contains(payload.get("to").asString());
    }

    private void received(String frame) {
        JsonNode envelope = json.readTree(frame);
        JsonNode payload = json.readTree(envelope.get("payload").asString());
        String from = envelope.get("sender_id").asString();
        switch (envelope.get("signal_type").asString()) {
            case "hello" -> hello(from, payload);
            case "secure-answer" -> answer(from, envelope.get("payload").asString(), payload);
            case "ice-candidate" -> {
                if (!isForOthers(payload) && (recorder == null || recorder.equals(from))) {
                    listener.onCandidate(payload.get("candidate").asString());
                }
            }
            default -> {
                // other participants' business
            }
        }
    }

    private void hello(String from, JsonNode payload) {
        if (!introduces) {
            return;
        }
        String[] jws = payload.get("jws").asString().split("\\.", -1);
        JsonNode claims = json.readTree(Base64.getUrlDecoder().decode(jws[1]));
        if (!"recorder".equals(claims.get("role").asString())) {
            return;
        }
        if (!claims.has("in_reply_to")) {
            sayHello(from, claims.get("nonce").asString());
            if (ownIds.isEmpty()) {
                sayHello(null, null); // it came later, and names us only where we ask
            }
        } else if (payload.has("to") && nonce.equals(claims.get("in_reply_to").asString())) {
            ownIds.add(payload.get("to").asString());
            if (!from.equals(recorder)) {
                recorder = from;
                listener.onRecorder();
            }
        }
    }

    private void answer(String from, String text, JsonNode payload) {
        if (isForOthers(payload) || (recorder != null && !recorder.equals(from))) {
            return;
        }
        String member = payload.has("offer") ? "offer" : "answer";
        String signed = json.writeValueAsString(payload.get(member));
        if (!text.contains(signed) || !verifies(payload, signed)) {
            throw new IllegalStateException("an answer whose signature is none: " + text);
        }
        listener.onAnswer(payload.get(member).get("sdp").asString());
    }

    private static boolean verifies(JsonNode payload, String signed) {
        try {
            return PeerKey.ofPoint(bytes(payload.get("public_key")))
                    .verifies(signed.getBytes(StandardCharsets.UTF_8), bytes(payload.get("signature")));
        } catch (InvalidKeyEncodingException e) {
            return false;
        }
    }

    /** A compact JWS by ES256 (RFC 7515), whose signature has the form that the identity makes. */
    private void sayHello(@Nullable String to, @Nullable String inReplyTo) {
        byte[] point = identity.publicKey().point();
        ObjectNode header = json.createObjectNode().put("alg", "ES256");
        header.putObject("jwk")
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", BASE64.encodeToString(java.util.Arrays.copyOfRange(point, 1, 33)))
                .put("y", BASE64.encodeToString(java.util.Arrays.copyOfRange(point, 33, 65)));
        ObjectNode claims = json.createObjectNode().put("name", name).put("role", "participant");
        claims.putArray("capabilities").add("addressing");
        claims.put("iat", System.currentTimeMillis() / 1000)
                .put("nonce", inReplyTo == null ? nonce : HexFormat.of().formatHex(bytes(16)));
        if (inReplyTo != null) {
            claims.put("in_reply_to", inReplyTo);
        }
        String signed = encoded(header) + "." + encoded(claims);
        byte[] signature = identity.sign(signed.getBytes(StandardCharsets.US_ASCII));
        ObjectNode payload = json.createObjectNode().put("jws", signed + "." + BASE64.encodeToString(signature));
        send("hello", to == null ? payload : payload.put("to", to));
    }

    private String encoded(ObjectNode object) {
        return BASE64.encodeToString(json.writeValueAsBytes(object));
    }

    private void send(String type, ObjectNode payload) {
        String frame = json.createObjectNode()
                .put("signal_type", type)
                .put("payload", payload.toString())
                .put("sender_id", "")
                .put("timestamp", System.currentTimeMillis())
                .toString();
        if (!socket.isOutputClosed()) {
            socket.sendText(frame, true).join();
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(JsonNode array) {
        byte[] bytes = new byte[array.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) array.get(i).asInt();
        }
        return bytes;
    }

    private static void put(ObjectNode into, String member, byte[] bytes) {
        ArrayNode array = into.putArray(member);
        for (byte b : bytes) {
            array.add(b & 0xff);
        }
    }

    @Override
    public void close() {
        inbox.shutdownNow();
        try {
            if (!inbox.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("the signalling of {} does not end", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.abort();
    }

    private final class Frames implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        /** Nothing is asked for before it begins. */
        @Override
        public void onOpen(WebSocket opened) {}

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String frame = partial.toString();
                partial.setLength(0);
                if (!inbox.isShutdown()) {
                    inbox.execute(() -> guarded(frame));
                }
            }
            from.request(1);
            return null;
        }

        private void guarded(String frame) {
            try {
                received(frame);
            } catch (RuntimeException e) {
                log.error("{} cannot use what it heard", name, e);
            }
        }
    }
}
