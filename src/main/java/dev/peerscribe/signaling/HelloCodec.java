package dev.peerscribe.signaling;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import dev.peerscribe.identity.IdentitySigner;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The extension {@code hello}: a compact JWS (RFC 7515) with ES256 whose header holds the key that signs. */
final class HelloCodec {
    /** Only against nonsense: clocks of browsers are wrong by hours. */
    private static final Duration MAX_SKEW = Duration.ofDays(1);

    private static final long MAX_SECONDS = 253_402_300_799L;
    private static final int MAX_NAME = 64;
    private static final int MAX_ROLE = 32;
    private static final int MAX_NONCE = 64;
    private static final int MIN_NONCE = 16;
    private static final int MAX_CAPABILITIES = 32;

    private final WireJson json;
    private final @Nullable PeerKey encryptionKey;

    HelloCodec(WireJson json) {
        this(json, null);
    }

    /** One that announces a key to encrypt to. */
    HelloCodec(WireJson json, @Nullable PeerKey encryptionKey) {
        this.json = json;
        this.encryptionKey = encryptionKey;
    }

    /**
     * What a peer says of itself, with the key that said it.
     *
     * @param encryptionKey the key to encrypt to; null where it announced none
     * @param issued when, by the peer's clock, in whole seconds
     */
    record Introduction(
            PeerKey key,
            PeerHello hello,
            @Nullable PeerKey encryptionKey,
            Instant issued,
            String nonce,
            @Nullable String inReplyTo) {}

    String write(PeerHello hello, SigningIdentity identity, Instant now, String nonce, @Nullable String inReplyTo) {
        ObjectNode claims = json.newObject().put("name", hello.name()).put("role", hello.role());
        ArrayNode capabilities = claims.putArray("capabilities");
        hello.capabilities().stream().sorted().forEach(capabilities::add);
        claims.put("iat", now.getEpochSecond()).put("nonce", nonce);
        if (inReplyTo != null) {
            claims.put("in_reply_to", inReplyTo);
        }
        if (encryptionKey != null) {
            P256Jwk.write(encryptionKey, claims.putObject("encryption_key"));
        }
        ECKey jwk = new ECKey.Builder(Curve.P_256, identity.publicKey().toECPublicKey()).build();
        JWSObject jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(jwk).build(), new Payload(json.write(claims)));
        try {
            jws.sign(new IdentitySigner(identity));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a P-256 key of ours cannot sign a JWS", e);
        }
    }

    Introduction read(String compact, Instant now) throws RejectedFrameException {
        JWSObject jws = parse(compact);
        PeerKey key = key(jws.getHeader());
        if (!verifies(jws, key)) {
            throw new RejectedFrameException(RejectionCause.BAD_SIGNATURE, "the JWS is not its key's");
        }
        WireObject claims = json.object(jws.getPayload().toString(), "claims");
        Instant issued = Instant.ofEpochSecond(claims.integer("iat", 0, MAX_SECONDS));
        if (Duration.between(issued, now).abs().compareTo(MAX_SKEW) > 0) {
            throw RejectedFrameException.malformed("claims.iat is more than " + MAX_SKEW.toHours() + " hours away");
        }
        String nonce = claims.string("nonce", MAX_NONCE);
        if (nonce.length() < MIN_NONCE) {
            throw RejectedFrameException.malformed("claims.nonce is shorter than " + MIN_NONCE + " characters");
        }
        PeerHello hello = new PeerHello(
                clean(claims.string("name", 4 * MAX_NAME)),
                clean(claims.string("role", MAX_ROLE)),
                claims.words("capabilities", MAX_CAPABILITIES, MAX_ROLE));
        PeerKey encryption = claims.has("encryption_key") ? P256Jwk.read(claims.object("encryption_key")) : null;
        if (encryption != null && encryption.equals(key)) {
            throw RejectedFrameException.malformed("claims.encryption_key is the key that signs");
        }
        return new Introduction(key, hello, encryption, issued, nonce, claims.optionalString("in_reply_to", MAX_NONCE));
    }

    /** The library answers some broken input with unchecked exceptions, so all of them mean the same here. */
    private static JWSObject parse(String compact) throws RejectedFrameException {
        try {
            JWSObject jws = JWSObject.parse(compact);
            if (!JWSAlgorithm.ES256.equals(jws.getHeader().getAlgorithm())) {
                throw RejectedFrameException.malformed("the JWS is not one of ES256");
            }
            return jws;
        } catch (ParseException | RuntimeException e) {
            throw RejectedFrameException.malformed("payload.jws is no compact JWS");
        }
    }

    private static PeerKey key(JWSHeader header) throws RejectedFrameException {
        if (!(header.getJWK() instanceof ECKey jwk)) {
            throw RejectedFrameException.malformed("the JWS names no public key on P-256");
        }
        return P256Jwk.read(jwk);
    }

    private static boolean verifies(JWSObject jws, PeerKey key) {
        try {
            return jws.verify(new ECDSAVerifier(key.toECPublicKey()));
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }

    /** Without what moves a cursor or hides text; a name is shown to people. */
    private static String clean(String text) {
        StringBuilder cleaned = new StringBuilder();
        text.codePoints()
                .filter(c -> !Character.isISOControl(c)
                        && Character.getType(c) != Character.FORMAT
                        && Character.getType(c) != Character.LINE_SEPARATOR
                        && Character.getType(c) != Character.PARAGRAPH_SEPARATOR)
                .limit(MAX_NAME)
                .forEach(cleaned::appendCodePoint);
        while (cleaned.length() > MAX_NAME) {
            cleaned.setLength(cleaned.offsetByCodePoints(cleaned.length(), -1));
        }
        return cleaned.toString().strip();
    }
}
