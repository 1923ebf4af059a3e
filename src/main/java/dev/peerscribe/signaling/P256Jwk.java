package dev.peerscribe.signaling;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import dev.peerscribe.identity.InvalidKeyEncodingException;
import dev.peerscribe.identity.PeerKey;
import tools.jackson.databind.node.ObjectNode;

/** Public keys on P-256 as JWK (RFC 7517, RFC 7518 §6.2), checked to be points of the curve. */
final class P256Jwk {
    private static final int COORDINATE = 32;
    private static final int MAX_WORD = 64;

    private P256Jwk() {}

    /** The key of a JWK; one that has a private half is refused, since whoever sends it does not know what it does. */
    static PeerKey read(WireObject jwk) throws RejectedFrameException {
        if (!jwk.string("kty", MAX_WORD).equals("EC")
                || !jwk.string("crv", MAX_WORD).equals(Curve.P_256.getName())
                || jwk.has("d")) {
            throw RejectedFrameException.malformed("a JWK is no public key on P-256");
        }
        return of(jwk.base64Url("x", COORDINATE), jwk.base64Url("y", COORDINATE));
    }

    /** The key of a JWK that the library parsed. */
    static PeerKey read(ECKey jwk) throws RejectedFrameException {
        if (!Curve.P_256.equals(jwk.getCurve()) || jwk.isPrivate()) {
            throw RejectedFrameException.malformed("a JWK is no public key on P-256");
        }
        return of(jwk.getX().decode(), jwk.getY().decode());
    }

    private static PeerKey of(byte[] x, byte[] y) throws RejectedFrameException {
        try {
            return PeerKey.ofCoordinates(x, y);
        } catch (InvalidKeyEncodingException e) {
            throw RejectedFrameException.malformed("a JWK: " + e.getMessage());
        }
    }

    /** The key as one to encrypt to, with its thumbprint (RFC 7638) as its id. */
    static ECKey forEncryption(PeerKey key) {
        try {
            return new ECKey.Builder(Curve.P_256, key.toECPublicKey())
                    .keyUse(KeyUse.ENCRYPTION)
                    .algorithm(JWEAlgorithm.ECDH_ES_A256KW)
                    .keyIDFromThumbprint()
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException("the platform has no SHA-256", e);
        }
    }

    /** Writes the key as one to encrypt to. */
    static void write(PeerKey key, ObjectNode into) {
        ECKey jwk = forEncryption(key);
        into.put("kty", jwk.getKeyType().getValue())
                .put("crv", jwk.getCurve().getName())
                .put("x", jwk.getX().toString())
                .put("y", jwk.getY().toString())
                .put("use", jwk.getKeyUse().getValue())
                .put("alg", jwk.getAlgorithm().getName())
                .put("kid", jwk.getKeyID());
    }
}
