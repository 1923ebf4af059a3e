package dev.peerscribe.manifest;

import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.signaling.SignedDescription;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Offers as peers of the base protocol sign them. */
final class SignedMessages {
    static final String CERTIFICATE = certificate("4A");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SecureRandom RANDOM = new SecureRandom();

    private SignedMessages() {}

    /** The fingerprint of a certificate that is this octet all over, in the form that manifests have. */
    static String certificate(String octet) {
        return "sha-256 " + (octet + ":").repeat(31) + octet;
    }

    /** An offer whose session has one certificate. */
    static SignedDescription offer(SigningIdentity identity, String certificate) {
        ObjectNode offer = JSON.createObjectNode()
                .put("type", "offer")
                .put("sdp", "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=fingerprint:" + certificate + "\r\n");
        ObjectNode payload = JSON.createObjectNode();
        payload.set("offer", offer);
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        put(payload, "public_key", identity.publicKey().point());
        put(payload, "signature", identity.sign(JSON.writeValueAsString(offer).getBytes(StandardCharsets.UTF_8)));
        put(payload, "nonce", nonce);
        return new SignedDescription("secure-offer", JSON.writeValueAsString(payload));
    }

    private static void put(ObjectNode into, String member, byte[] bytes) {
        ArrayNode array = into.putArray(member);
        for (byte b : bytes) {
            array.add(b & 0xff);
        }
    }
}
