package dev.peerscribe.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPublicKeySpec;
import javax.crypto.KeyAgreement;

/**
 * The public half of a private P-256 key.
 *
 * <p>The platform multiplies points only inside a key agreement, so the key agrees with the curve's generator: the secret
 * is then the x of its public point. Which of the two points of that x it is, a signature tells.
 */
final class PublicPoint {
    private static final byte[] PROBE = "which point".getBytes(StandardCharsets.US_ASCII);

    private PublicPoint() {}

    static PeerKey of(PrivateKey key) throws GeneralSecurityException {
        ECParameterSpec curve = PeerKey.curve();
        if (!(key instanceof ECPrivateKey ec) || !sameCurve(ec.getParams(), curve)) {
            throw new InvalidKeyException("not a key of P-256");
        }
        PublicKey generator =
                KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve));
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(key);
        agreement.doPhase(generator, true);
        byte[] x = agreement.generateSecret();
        byte[] signature = SigningIdentity.sign(key, PROBE);
        for (byte parity = 2; parity <= 3; parity++) {
            byte[] compressed = new byte[1 + x.length];
            compressed[0] = parity;
            System.arraycopy(x, 0, compressed, 1, x.length);
            try {
                PeerKey candidate = PeerKey.ofPoint(compressed);
                if (candidate.verifies(PROBE, signature)) {
                    return candidate;
                }
            } catch (InvalidKeyEncodingException e) {
                throw new InvalidKeyException("the key has no public point on P-256", e);
            }
        }
        throw new InvalidKeyException("the key does not sign as its public point says");
    }

    private static boolean sameCurve(ECParameterSpec one, ECParameterSpec other) {
        return one.getCurve().equals(other.getCurve())
                && one.getGenerator().equals(other.getGenerator())
                && one.getOrder().equals(other.getOrder());
    }
}
