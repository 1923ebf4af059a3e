package dev.peerscribe.media;

import dev.peerscribe.identity.InvalidKeyEncodingException;
import dev.peerscribe.identity.PeerKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;

/** Keys of peers. */
final class TestKeys {
    private TestKeys() {}

    static PeerKey key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
            byte[] point = new byte[65];
            point[0] = 4;
            coordinate(key.getW().getAffineX(), point, 1);
            coordinate(key.getW().getAffineY(), point, 33);
            return PeerKey.ofPoint(point);
        } catch (GeneralSecurityException | InvalidKeyEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void coordinate(BigInteger number, byte[] into, int at) {
        byte[] value = number.toByteArray();
        int skip = Math.max(0, value.length - 32);
        System.arraycopy(value, skip, into, at + 32 - (value.length - skip), value.length - skip);
    }
}
