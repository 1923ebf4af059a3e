package dev.peerscribe.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;

/**
 * A P-256 key pair that signs; it gives out the public half only. As an {@link IdentitySource} it is one that never
 * rotates. Safe for use by many threads.
 */
public final class SigningIdentity implements IdentitySource {
    private final PeerKey publicKey;
    private final PrivateKey privateKey;

    private SigningIdentity(PeerKey publicKey, PrivateKey privateKey) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    /**
     * The pair of a private key that came alone, as PKCS#8 allows.
     *
     * @throws GeneralSecurityException where the key is not one of P-256
     */
    static SigningIdentity of(PrivateKey key) throws GeneralSecurityException {
        return new SigningIdentity(PublicPoint.of(key), key);
    }

    /** Makes a fresh key pair. */
    public static SigningIdentity generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            return new SigningIdentity(PeerKey.of((ECPublicKey) pair.getPublic()), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no P-256", e);
        }
    }

    /** The half that others may know. */
    public PeerKey publicKey() {
        return publicKey;
    }

    @Override
    public SigningIdentity current() {
        return this;
    }

    @Override
    public boolean isOwn(String fingerprint) {
        return publicKey.fingerprint().equals(fingerprint);
    }

    /** ECDSA with SHA-256 over {@code data}: r then s, 64 bytes (IEEE P1363; also the form of ES256, RFC 7518 §3.4). */
    public byte[] sign(byte[] data) {
        try {
            return sign(privateKey, data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a P-256 key of ours cannot sign", e);
        }
    }

    static byte[] sign(PrivateKey key, byte[] data) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(key);
        signer.update(data);
        return signer.sign();
    }

    /** For the file that keeps it; nothing outside this package sees it. */
    PrivateKey privateKey() {
        return privateKey;
    }

    @Override
    public String toString() {
        return "SigningIdentity[" + publicKey.fingerprint() + "]";
    }
}
