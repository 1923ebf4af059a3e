package dev.peerscribe.passthrough;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The hash of a certificate as {@code a=fingerprint} gives it (RFC 8122 §5), by a hash function that still counts. */
final class Fingerprint {
    private static final Map<String, Integer> LENGTHS = Map.of("sha-256", 32, "sha-384", 48, "sha-512", 64);
    private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();
    private static final Pattern PAIRS = Pattern.compile("[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31,63}");

    private final String algorithm;
    private final byte[] value;

    private Fingerprint(String algorithm, byte[] value) {
        this.algorithm = algorithm;
        this.value = value;
    }

    /** The fingerprint {@code "sha-256 AB:CD:…"}, or null where its hash function does not count or its form is wrong. */
    static @Nullable Fingerprint parse(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            return null;
        }
        String algorithm = text.substring(0, space).toLowerCase(Locale.ROOT);
        String pairs = text.substring(space + 1).strip();
        Integer length = LENGTHS.get(algorithm);
        if (length == null
                || pairs.length() != 3 * length - 1
                || !PAIRS.matcher(pairs).matches()) {
            return null;
        }
        return new Fingerprint(algorithm, HEX.parseHex(pairs));
    }

    /** The SHA-256 fingerprint of a certificate. */
    static Fingerprint of(byte[] certificate) {
        return new Fingerprint("sha-256", hash("sha-256", certificate));
    }

    /** Whether a certificate has one of these fingerprints; takes no longer the nearer it comes. */
    static boolean anyMatches(List<Fingerprint> fingerprints, byte[] certificate) {
        boolean found = false;
        for (Fingerprint fingerprint : fingerprints) {
            found |= MessageDigest.isEqual(fingerprint.value, hash(fingerprint.algorithm, certificate));
        }
        return found;
    }

    private static byte[] hash(String algorithm, byte[] certificate) {
        try {
            return MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT)).digest(certificate);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that
                && algorithm.equals(that.algorithm)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** As an {@code a=fingerprint} line gives it. */
    @Override
    public String toString() {
        return algorithm + " " + HEX.formatHex(value);
    }
}
