package dev.peerscribe.signaling;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import dev.peerscribe.identity.IdentitySigner;
import dev.peerscribe.identity.IdentitySource;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The member {@code proof} of a secure message: a compact JWS (RFC 7515, ES256) that binds type, nonce, time and addressee
 * to the text that the base protocol signs alone.
 */
final class ProofCodec {
    /** Explicit typing (RFC 8725 §3.11), so that no JWS of another purpose is taken for a proof. */
    private static final JOSEObjectType TYPE = new JOSEObjectType("peerscribe-proof");

    private static final long MAX_SECONDS = 253_402_300_799L;
    private static final int MAX_TYPE = 64;
    private static final int NONCE = 16;
    private static final int DIGEST = 32;
    /** 32 bytes in pairs with colons. */
    private static final int FINGERPRINT = 95;

    private final WireJson json;
    private final IdentitySource identities;
    private final Duration tolerance;

    ProofCodec(WireJson json, IdentitySource identities, Duration tolerance) {
        this.json = json;
        this.identities = identities;
        this.tolerance = tolerance;
    }

    /**
     * What a proof binds.
     *
     * @param type the signal type
     * @param nonce the payload's nonce, 16 bytes
     * @param digest SHA-256 of the signed text
     * @param to the payload's addressee; null for everybody
     */
    @SuppressWarnings("ArrayRecordComponent") // made, read once and dropped
    record Subject(
            String type,
            byte[] nonce,
            byte[] digest,
            @Nullable String to) {}

    /** Makes a proof; {@code audience} is the addressee's key where it is known. */
    String write(Subject subject, SigningIdentity identity, @Nullable PeerKey audience, Instant now) {
        ObjectNode claims = json.newObject()
                .put("type", subject.type())
                .put("nonce", Base64URL.encode(subject.nonce()).toString())
                .put("iat", now.getEpochSecond())
                .put("digest", Base64URL.encode(subject.digest()).toString());
        if (subject.to() != null) {
            claims.put("to", subject.to());
        }
        if (audience != null) {
            claims.put("aud", audience.fingerprint());
        }
        JWSObject jws = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).build(), new Payload(json.write(claims)));
        try {
            jws.sign(new IdentitySigner(identity));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a P-256 key of ours cannot sign a JWS", e);
        }
    }

    /**
     * What a proof says beside its subject.
     *
     * @param issued when, by the peer's clock, in whole seconds
     * @param audience the fingerprint of the addressee's key; null where it names none
     */
    record Claims(Instant issued, @Nullable String audience) {}

    /** Checks that a proof is the key's, is about the subject, is for us and is of now. */
    void check(String proof, PeerKey key, Subject subject, Instant now) throws RejectedFrameException {
        Claims claims = open(json, proof, key, subject);
        if (claims.audience() != null && !identities.isOwn(claims.audience())) {
            throw mismatch();
        }
        if (Duration.between(claims.issued(), now).abs().compareTo(tolerance) > 0) {
            throw new RejectedFrameException(RejectionCause.STALE, "the proof is more than " + tolerance + " away");
        }
    }

    /** Checks that a proof is the key's and about the subject. */
    static Claims open(WireJson json, String proof, PeerKey key, Subject subject) throws RejectedFrameException {
        JWSObject jws = parse(proof);
        if (!verifies(jws, key)) {
            throw new RejectedFrameException(RejectionCause.BAD_SIGNATURE, "the proof is not the message's key's");
        }
        WireObject claims = json.object(jws.getPayload().toString(), "proof");
        String audience = claims.optionalString("aud", FINGERPRINT);
        if (!claims.string("type", MAX_TYPE).equals(subject.type())
                || !Arrays.equals(claims.base64Url("nonce", NONCE), subject.nonce())
                || !Arrays.equals(claims.base64Url("digest", DIGEST), subject.digest())
                || !Objects.equals(claims.optionalString("to", FrameCodec.MAX_ID), subject.to())) {
            throw mismatch();
        }
        return new Claims(Instant.ofEpochSecond(claims.integer("iat", 0, MAX_SECONDS)), audience);
    }

    private static RejectedFrameException mismatch() {
        return new RejectedFrameException(RejectionCause.PROOF_MISMATCH, "the proof is about another message");
    }

    /** The library answers some broken input with unchecked exceptions, so all of them mean the same here. */
    private static JWSObject parse(String compact) throws RejectedFrameException {
        try {
            JWSObject jws = JWSObject.parse(compact);
            // Spare bits of the last character would make two texts of one proof.
            boolean canonical = Base64URL.encode(jws.getSignature().decode()).equals(jws.getSignature());
            if (canonical
                    && JWSAlgorithm.ES256.equals(jws.getHeader().getAlgorithm())
                    && TYPE.equals(jws.getHeader().getType())) {
                return jws;
            }
        } catch (ParseException | RuntimeException e) {
            // As what follows.
        }
        throw RejectedFrameException.malformed("payload.proof is no compact JWS of ES256 and the right typ");
    }

    private static boolean verifies(JWSObject jws, PeerKey key) {
        try {
            return jws.verify(new ECDSAVerifier(key.toECPublicKey()));
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }
}
