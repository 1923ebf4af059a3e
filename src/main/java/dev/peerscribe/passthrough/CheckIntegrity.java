package dev.peerscribe.passthrough;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether who sent a connectivity check knows our password (RFC 8489 §14.5). The library finds out too, but for as many as
 * it is given; this is what keeps those of strangers from taking the place of the peer's. Every method may be called from
 * any thread.
 */
final class CheckIntegrity {
    private static final String ALGORITHM = "HmacSHA1";
    private static final int ATTRIBUTE = 0x0008;
    private static final int SIZE = 20;

    /** Under the monitor. */
    private final Mac mac;

    CheckIntegrity(String password) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    synchronized boolean holds(byte[] buffer, int offset, int length) {
        int value = StunHeader.attribute(ATTRIBUTE, buffer, offset, length);
        if (value < 0 || StunHeader.half(buffer, value - 2) != SIZE) {
            return false;
        }
        // Counted as if it ended with this attribute, behind which only the fingerprint may come.
        int said = value + SIZE - offset - StunHeader.LENGTH;
        mac.update(buffer, offset, 2);
        mac.update((byte) (said >> 8));
        mac.update((byte) said);
        mac.update(buffer, offset + 4, value - 4 - offset - 4);
        return MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(buffer, value, value + SIZE));
    }
}
