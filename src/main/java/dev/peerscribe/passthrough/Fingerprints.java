package dev.peerscribe.passthrough;

import dev.peerscribe.sdp.Fingerprint;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Certificates and the fingerprints that descriptions give of them (RFC 8122 §5). */
final class Fingerprints {
    private static final String OWN = "sha-256";
    private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

    private Fingerprints() {}

    /** The SHA-256 fingerprint of an encoded certificate. */
    static Fingerprint of(byte[] certificate) {
        return new Fingerprint(OWN, HEX.formatHex(digest(OWN, certificate)));
    }

    /** Whether an encoded certificate has one of the usable fingerprints; takes no longer the nearer it comes. */
    static boolean anyMatches(List<Fingerprint> fingerprints, byte[] certificate) {
        boolean found = false;
        for (Fingerprint fingerprint : fingerprints) {
            if (fingerprint.isUsable()) {
                byte[] described = HEX.parseHex(fingerprint.value());
                found |= MessageDigest.isEqual(described, digest(fingerprint.hash(), certificate));
            }
        }
        return found;
    }

    private static byte[] digest(String hash, byte[] certificate) {
        try {
            return MessageDigest.getInstance(hash.toUpperCase(Locale.ROOT)).digest(certificate);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + hash, e);
        }
    }
}
