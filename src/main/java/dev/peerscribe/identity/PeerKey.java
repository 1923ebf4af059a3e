package dev.peerscribe.identity;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A peer's public key on NIST P-256, known to be a point of the curve (SEC 1 §2.3.3, §2.3.4).
 *
 * <p>A key that came in a message says who signed, not who that is: trust is a matter of its own.
 */
public final class PeerKey {
    private static final int COORDINATE = 32;
    private static final int GROUPS = 6;
    private static final int BYTES_A_GROUP = 5;
    private static final ECParameterSpec P256 = p256();
    private static final BigInteger PRIME = ((ECFieldFp) P256.getCurve().getField()).getP();

    private final byte[] point;
    private final ECPublicKey key;

    private PeerKey(ECPublicKey key) {
        this.key = key;
        this.point = encode(key.getW());
    }

    /**
     * Reads a SEC 1 encoded point, 65 bytes uncompressed or 33 bytes compressed.
     *
     * @throws InvalidKeyEncodingException where the bytes are neither form or the point is not on P-256
     */
    public static PeerKey ofPoint(byte[] encoded) throws InvalidKeyEncodingException {
        ECPoint w;
        if (encoded.length == 1 + 2 * COORDINATE && encoded[0] == 4) {
            w = new ECPoint(
                    new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + COORDINATE)),
                    new BigInteger(1, Arrays.copyOfRange(encoded, 1 + COORDINATE, 1 + 2 * COORDINATE)));
        } else if (encoded.length == 1 + COORDINATE && (encoded[0] == 2 || encoded[0] == 3)) {
            w = decompress(new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + COORDINATE)), encoded[0] == 3);
        } else {
            throw new InvalidKeyEncodingException(
                    "neither 65 bytes starting with 0x04 nor 33 starting with 0x02 or 0x03");
        }
        if (w.getAffineX().compareTo(PRIME) >= 0
                || w.getAffineY().compareTo(PRIME) >= 0
                || !square(w.getAffineX()).equals(w.getAffineY().modPow(BigInteger.TWO, PRIME))) {
            throw new InvalidKeyEncodingException("the point is not on P-256");
        }
        try {
            return new PeerKey((ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(w, P256)));
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyEncodingException("the point is not a P-256 public key");
        }
    }

    /**
     * The key of a JWK's coordinates (RFC 7518 §6.2.1), 32 bytes each.
     *
     * @throws InvalidKeyEncodingException where they are of another length or the point is not on P-256
     */
    public static PeerKey ofCoordinates(byte[] x, byte[] y) throws InvalidKeyEncodingException {
        if (x.length != COORDINATE || y.length != COORDINATE) {
            throw new InvalidKeyEncodingException("the coordinates are not 32 bytes long");
        }
        byte[] point = new byte[1 + 2 * COORDINATE];
        point[0] = 4;
        System.arraycopy(x, 0, point, 1, COORDINATE);
        System.arraycopy(y, 0, point, 1 + COORDINATE, COORDINATE);
        return ofPoint(point);
    }

    /** A fingerprint, with or without colons, in the form of {@link #fingerprint}; null where it is none. */
    public static @Nullable String normalFingerprint(String text) {
        String digits = text.strip().replace(":", "").toUpperCase(Locale.ROOT);
        return digits.matches("[0-9A-F]{64}") ? digits.replaceAll("(..)(?!$)", "$1:") : null;
    }

    /** The key of a {@link ECPublicKey} that the platform already holds, such as the agent's own. */
    static PeerKey of(ECPublicKey key) {
        return new PeerKey(key);
    }

    /** The uncompressed point: 0x04, X, Y; 65 bytes, a copy. */
    public byte[] point() {
        return point.clone();
    }

    /** The key in the platform's form, for libraries that want one. */
    public ECPublicKey toECPublicKey() {
        return key;
    }

    /**
     * Whether {@code signature} (ECDSA with SHA-256, r then s, 64 bytes: IEEE P1363) is this key's over {@code data}.
     * A signature that is not well formed is simply not this key's.
     */
    public boolean verifies(byte[] data, byte[] signature) {
        if (signature.length != 2 * COORDINATE) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(key);
            verifier.update(data);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** SHA-256 over the uncompressed point in the form in which people compare keys: {@code AB:CD:…}, 32 pairs. */
    public String fingerprint() {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest());
    }

    /**
     * The fingerprint in digits, as people read them to each other: {@code 12345 67890 …}, six groups of five. Each group
     * is five bytes of the SHA-256, taken as a big-endian number modulo 100,000, as in Signal's numeric fingerprints: some
     * 99 bits, and derived from {@link #fingerprint()} by anybody.
     */
    public String numericFingerprint() {
        byte[] digest = digest();
        StringJoiner groups = new StringJoiner(" ");
        for (int group = 0; group < GROUPS; group++) {
            long number = 0;
            for (int i = 0; i < BYTES_A_GROUP; i++) {
                number = (number << 8) | (digest[group * BYTES_A_GROUP + i] & 0xff);
            }
            groups.add("%05d".formatted(number % 100_000));
        }
        return groups.toString();
    }

    /** The first 16 hexadecimal digits of the fingerprint, lower case: enough to tell the peers of a meeting apart. */
    public String shortId() {
        return HexFormat.of().formatHex(digest(), 0, 8);
    }

    private byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(point);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerKey that && Arrays.equals(point, that.point);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(point);
    }

    @Override
    public String toString() {
        return "PeerKey[" + fingerprint() + "]";
    }

    private static BigInteger square(BigInteger x) {
        return x.modPow(BigInteger.valueOf(3), PRIME)
                .add(P256.getCurve().getA().multiply(x))
                .add(P256.getCurve().getB())
                .mod(PRIME);
    }

    /** The prime of P-256 is 3 mod 4, so a root is the power (p + 1) / 4; whether it is one is checked by the caller. */
    private static ECPoint decompress(BigInteger x, boolean odd) {
        BigInteger root = square(x).modPow(PRIME.add(BigInteger.ONE).shiftRight(2), PRIME);
        BigInteger y = root.testBit(0) == odd ? root : PRIME.subtract(root);
        return new ECPoint(x, y);
    }

    private static byte[] encode(ECPoint w) {
        byte[] encoded = new byte[1 + 2 * COORDINATE];
        encoded[0] = 4;
        put(w.getAffineX(), encoded, 1);
        put(w.getAffineY(), encoded, 1 + COORDINATE);
        return encoded;
    }

    private static void put(BigInteger value, byte[] into, int at) {
        byte[] bytes = value.toByteArray();
        int skip = Math.max(0, bytes.length - COORDINATE);
        int length = bytes.length - skip;
        System.arraycopy(bytes, skip, into, at + COORDINATE - length, length);
    }

    /** The curve's parameters, for what must be on the same curve. */
    static ECParameterSpec curve() {
        return P256;
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no P-256", e);
        }
    }
}
