package dev.peerscribe.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerKeyTest {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);

    private final SigningIdentity identity = SigningIdentity.generate(new SecureRandom());

    @RepeatedTest(16)
    void theCompressedFormIsTheSameKey() throws InvalidKeyEncodingException {
        byte[] point = identity.publicKey().point();
        byte[] compressed = Arrays.copyOf(point, 33);
        compressed[0] = (byte) (2 + (point[64] & 1));
        assertThat(PeerKey.ofPoint(compressed)).isEqualTo(identity.publicKey()).hasSameHashCodeAs(identity.publicKey());
        compressed[0] ^= 1;
        assertThat(PeerKey.ofPoint(compressed)).isNotEqualTo(identity.publicKey());
    }

    @Test
    void theNumericFingerprintIsDerivedFromTheFullOne() {
        PeerKey key = identity.publicKey();
        String hex = key.fingerprint().replace(":", "");
        StringBuilder expected = new StringBuilder();
        for (int group = 0; group < 6; group++) {
            long number = Long.parseLong(hex.substring(10 * group, 10 * group + 10), 16);
            expected.append(group == 0 ? "" : " ").append(String.format("%05d", number % 100_000));
        }
        assertThat(key.numericFingerprint()).isEqualTo(expected.toString()).matches("\\d{5}( \\d{5}){5}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 34, 64, 66, 1000})
    void aWrongLengthIsRefused(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 4);
        assertRefused(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 5, 6, 7, 255})
    void aWrongFirstByteIsRefused(int first) {
        byte[] point = identity.publicKey().point();
        point[0] = (byte) first;
        assertRefused(point);
    }

    @Test
    void aPointBesideTheCurveAndCoordinatesBeyondThePrimeAreRefused() {
        byte[] beside = identity.publicKey().point();
        beside[64] ^= 1;
        assertRefused(beside);
        byte[] beyond = new byte[65];
        Arrays.fill(beyond, (byte) 0xff);
        beyond[0] = 4;
        assertRefused(beyond);
        byte[] compressedBeyond = Arrays.copyOf(beyond, 33);
        compressedBeyond[0] = 2;
        assertRefused(compressedBeyond);
        byte[] zero = new byte[65];
        zero[0] = 4;
        assertRefused(zero);
    }

    @Test
    void aFlippedBitInTheSignatureIsRefused() {
        byte[] signature = identity.sign(DATA);
        assertThat(identity.publicKey().verifies(DATA, signature)).isTrue();
        for (int bit = 0; bit < signature.length * 8; bit++) {
            byte[] flipped = signature.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(identity.publicKey().verifies(DATA, flipped)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 65, 128})
    void aSignatureOfAWrongLengthIsRefused(int length) {
        assertThat(identity.publicKey().verifies(DATA, new byte[length])).isFalse();
    }

    @Test
    void aFingerprintHasThirtyTwoPairsAndTheShortIdIsItsBeginning() {
        PeerKey key = identity.publicKey();
        assertThat(key.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
        assertThat(key.fingerprint().replace(":", "")).startsWithIgnoringCase(key.shortId());
        assertThat(key.shortId()).hasSize(16);
    }

    private static void assertRefused(byte[] point) {
        assertThatExceptionOfType(InvalidKeyEncodingException.class).isThrownBy(() -> PeerKey.ofPoint(point));
    }
}
