package dev.peerscribe.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWECryptoParts;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.security.SecureRandom;

/**
 * A P-256 key pair that others encrypt to (ECDH-ES, RFC 7518 §4.6). It lives in memory only, so that what was encrypted to
 * it stays closed once it is gone. Safe for use by many threads.
 */
public final class EncryptionIdentity {
    private final ECKey pair;
    private final PeerKey publicKey;

    private EncryptionIdentity(ECKey pair, PeerKey publicKey) {
        this.pair = pair;
        this.publicKey = publicKey;
    }

    /** Makes a fresh key pair. */
    public static EncryptionIdentity generate(SecureRandom random) {
        try {
            ECKey pair = new ECKeyGenerator(Curve.P_256)
                    .secureRandom(random)
                    .keyUse(KeyUse.ENCRYPTION)
                    .algorithm(JWEAlgorithm.ECDH_ES_A256KW)
                    .keyIDFromThumbprint(true)
                    .generate();
            return new EncryptionIdentity(pair, PeerKey.of(pair.toECPublicKey()));
        } catch (JOSEException e) {
            throw new IllegalStateException("the platform has no P-256", e);
        }
    }

    /** The half that others encrypt to. */
    public PeerKey publicKey() {
        return publicKey;
    }

    /** What names the key in a recipient entry: the SHA-256 thumbprint of its JWK (RFC 7638). */
    public String keyId() {
        return pair.getKeyID();
    }

    /**
     * The content of a message whose {@code header} is all that protects it and names this key.
     *
     * @param additional what is authenticated with it: the text of the protected header in ASCII (RFC 7516 §5.2)
     * @throws JOSEException where it is not encrypted to this key or was changed on its way
     */
    public byte[] decrypt(JWEHeader header, JWECryptoParts message, byte[] additional) throws JOSEException {
        return new ECDHDecrypter(pair)
                .decrypt(
                        header,
                        message.getEncryptedKey(),
                        message.getInitializationVector(),
                        message.getCipherText(),
                        message.getAuthenticationTag(),
                        additional);
    }

    @Override
    public String toString() {
        return "EncryptionIdentity[" + keyId() + "]";
    }
}
