package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.peerscribe.identity.SigningIdentity;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelloCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String NONCE = "0123456789abcdef0123456789abcdef";
    private static final String CLAIMS =
            "{\"name\":\"n\",\"role\":\"participant\",\"capabilities\":[],\"iat\":%d,\"nonce\":\"%s\"}"
                    .formatted(NOW.getEpochSecond(), NONCE);

    private final HelloCodec codec = new HelloCodec(new WireJson(65536));
    private final SigningIdentity identity = SigningIdentity.generate(new SecureRandom());
    private final PeerHello self = new PeerHello("agent", PeerHello.RECORDER, Set.of(PeerHello.ADDRESSING));

    @Test
    void whatWasWrittenIsRead() throws RejectedFrameException {
        HelloCodec.Introduction read = codec.read(codec.write(self, identity, NOW, NONCE, "other"), NOW);
        assertThat(read).isEqualTo(new HelloCodec.Introduction(identity.publicKey(), self, null, NOW, NONCE, "other"));
        assertThat(codec.read(codec.write(self, identity, NOW, NONCE, null), NOW)
                        .inReplyTo())
                .isNull();
    }

    @Test
    void theLibrarysOwnSignerIsUnderstood() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        String jws = signed(header(key.toPublicJWK()), key, CLAIMS);
        assertThat(codec.read(jws, NOW).hello()).isEqualTo(new PeerHello("n", PeerHello.PARTICIPANT, Set.of()));
    }

    @Test
    void aSignatureOfAnotherKeyIsRefused() throws Exception {
        ECKey one = new ECKeyGenerator(Curve.P_256).generate();
        ECKey other = new ECKeyGenerator(Curve.P_256).generate();
        assertRefused(signed(header(one.toPublicJWK()), other, CLAIMS), RejectionCause.BAD_SIGNATURE);
    }

    @Test
    void changedClaimsAreRefused() {
        String[] parts = codec.write(self, identity, NOW, NONCE, null).split("\\.", -1);
        String claims = Base64.getUrlEncoder().withoutPadding().encodeToString(CLAIMS.getBytes(StandardCharsets.UTF_8));
        assertRefused(parts[0] + "." + claims + "." + parts[2], RejectionCause.BAD_SIGNATURE);
    }

    @Test
    void aPrivateKeyAnotherCurveAndNoKeyAreRefused() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        assertRefused(signed(new JWSHeader(JWSAlgorithm.ES256), key, CLAIMS), RejectionCause.MALFORMED);
        ECKey p384 = new ECKeyGenerator(Curve.P_384).generate();
        JWSObject other = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .jwk(p384.toPublicJWK())
                        .build(),
                new Payload(CLAIMS));
        other.sign(new ECDSASigner(p384));
        assertRefused(other.serialize(), RejectionCause.MALFORMED);
    }

    @Test
    void otherAlgorithmsAreRefused() throws Exception {
        JWSObject mac = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(CLAIMS));
        mac.sign(new MACSigner(new byte[32]));
        assertRefused(mac.serialize(), RejectionCause.MALFORMED);
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        assertRefused(none + ".e30.", RejectionCause.MALFORMED);
    }

    @Test
    void aCriticalHeaderThatIsNotUnderstoodIsRefused() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .jwk(key.toPublicJWK())
                .criticalParams(Set.of("exotic"))
                .customParam("exotic", 1)
                .build();
        assertRefused(signed(header, key, CLAIMS), RejectionCause.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "e30.e30.e30", "{}", "\u0000", "eyJhbGciOiJFUzI1NiJ9..AAAA"})
    void garbageIsRefused(String jws) {
        assertRefused(jws, RejectionCause.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"name\":\"n\"}",
                "{\"name\":1,\"role\":\"r\",\"capabilities\":[],\"iat\":1767225600,\"nonce\":\"0123456789abcdef\"}",
                "{\"name\":\"n\",\"role\":\"r\",\"capabilities\":{},\"iat\":1767225600,\"nonce\":\"0123456789abcdef\"}",
                "{\"name\":\"n\",\"role\":\"r\",\"capabilities\":[1],\"iat\":1767225600,\"nonce\":\"0123456789abcdef\"}",
                "{\"name\":\"n\",\"role\":\"r\",\"capabilities\":[],\"iat\":\"now\",\"nonce\":\"0123456789abcdef\"}",
                "{\"name\":\"n\",\"role\":\"r\",\"capabilities\":[],\"iat\":1767225600,\"nonce\":\"short\"}",
                "{\"name\":\"n\",\"role\":\"r\",\"capabilities\":[],\"iat\":1767225600,\"nonce\":\"0123456789abcdef\",\"in_reply_to\":1}",
            })
    void claimsOfAWrongKindAreRefused(String claims) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        assertRefused(signed(header(key.toPublicJWK()), key, claims), RejectionCause.MALFORMED);
    }

    @Test
    void anIntroductionFromAnotherTimeIsRefused() {
        String jws = codec.write(self, identity, NOW.plus(Duration.ofHours(25)), NONCE, null);
        assertRefused(jws, RejectionCause.MALFORMED);
        assertRefused(
                codec.write(self, identity, NOW.minus(Duration.ofHours(25)), NONCE, null), RejectionCause.MALFORMED);
    }

    @Test
    void aNameIsCleanedAndCut() throws RejectedFrameException {
        PeerHello loud = new PeerHello(" a\u0000\n\u202eb\u2028" + "\uD83D\uDE00".repeat(50), "r", Set.of());
        String name = codec.read(codec.write(loud, identity, NOW, NONCE, null), NOW)
                .hello()
                .name();
        assertThat(name).startsWith("ab\uD83D\uDE00").hasSizeLessThanOrEqualTo(64);
        assertThat(Character.isHighSurrogate(name.charAt(name.length() - 1))).isFalse();
    }

    private static JWSHeader header(ECKey jwk) {
        return new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(jwk).build();
    }

    private static String signed(JWSHeader header, ECKey key, String claims) throws Exception {
        JWSObject jws = new JWSObject(header, new Payload(claims));
        jws.sign(new ECDSASigner(key));
        return jws.serialize();
    }

    private void assertRefused(String jws, RejectionCause cause) {
        assertThatExceptionOfType(RejectedFrameException.class)
                .isThrownBy(() -> codec.read(jws, NOW))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(cause));
    }
}
