package dev.peerscribe.identity;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;

/** A P-256 key pair that signs; it gives out the public half only. Safe for use by many threads. */
public final class SigningIdentity {
    private final PeerKey publicKey;
    private final PrivateKey privateKey;

    SigningIdentity(KeyPair pair) {
        this.publicKey = PeerKey.of((ECPublicKey) pair.getPublic());
        this.privateKey = pair.getPrivate();
    }

    /** Makes a fresh key pair. */
    public static SigningIdentity generate(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return new SigningIdentity(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no P-256", e);
        }
    }

    /** The half that others may know. */
    public PeerKey publicKey() {
        return publicKey;
    }

    /** ECDSA with SHA-256 over {@code data}: r then s, 64 bytes (IEEE P1363; also the form of ES256, RFC 7518 §3.4). */
    public byte[] sign(byte[] data) {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
            signer.initSign(privateKey);
            signer.update(data);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a P-256 key of ours cannot sign", e);
        }
    }

    /** For the bean that keeps the pair on disk; nothing outside this package sees it. */
    PrivateKey privateKey() {
        return privateKey;
    }

    @Override
    public String toString() {
        return "SigningIdentity[" + publicKey.fingerprint() + "]";
    }
}
