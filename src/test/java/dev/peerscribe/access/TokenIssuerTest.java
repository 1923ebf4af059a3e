package dev.peerscribe.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.peerscribe.fakes.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.JwtException;

/** Tokens of an issuer whose keys come over HTTP. */
class TokenIssuerTest {
    private static final String ISSUER = "https://login.example.org";
    private static final String AUDIENCE = "peerscribe";

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile JWKSet published = new JWKSet();
    private HttpServer server;
    private ECKey key;
    private TokenIssuer issuer;

    @BeforeEach
    void publish() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        published = new JWKSet(key.toPublicJWK());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            byte[] body = published.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        issuer = new TokenIssuer(properties(), clock);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aGoodTokenOpensWhatItsScopesSay() throws Exception {
        Caller caller = issuer.caller(token(claims -> claims));

        assertThat(Objects.requireNonNull(caller).getName()).isEqualTo("jwt:alice");
        assertThat(caller.may(Scope.MEETINGS_READ)).isTrue();
        assertThat(caller.may(Scope.CHAT_WRITE)).isTrue();
        assertThat(caller.may(Scope.MEETINGS_WRITE)).isFalse();
        assertThat(caller.holds()).isTrue();
    }

    @Test
    void scopesMayBeAList() throws Exception {
        Caller caller = issuer.caller(token(claims -> claims.claim("scope", List.of("events", "x", 7))));

        assertThat(Objects.requireNonNull(caller).may(Scope.EVENTS)).isTrue();
        assertThat(caller.getAuthorities()).hasSize(1);
    }

    @Test
    void anAnswerThatLastsEndsWithItsToken() throws Exception {
        Caller caller = Objects.requireNonNull(issuer.caller(token(claims -> claims)));

        clock.advance(Duration.ofMinutes(6));

        assertThat(caller.holds()).isFalse();
        assertThat(issuer.caller(token(claims -> claims))).isNotNull();
    }

    @Test
    void anotherIssuerOpensNothing() throws Exception {
        refused(claims -> claims.issuer("https://login.example.org/"));
        refused(claims -> claims.issuer(null));
    }

    @Test
    void anotherAudienceOpensNothing() throws Exception {
        refused(claims -> claims.audience("billing"));
        refused(claims -> claims.audience((String) null));
    }

    @Test
    void aTokenIsGoodBetweenItsTimesOnly() throws Exception {
        refused(claims -> claims.expirationTime(at(Duration.ofSeconds(-31))));
        refused(claims -> claims.notBeforeTime(at(Duration.ofSeconds(31))));
        refused(claims -> claims.expirationTime(null));
    }

    @Test
    void aTokenOfNobodyOpensNothing() throws Exception {
        refused(claims -> claims.subject(null));
        refused(claims -> claims.subject(" "));
    }

    @Test
    void aSignatureIsNeededAndByTheIssuersKey() throws Exception {
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        assertThat(issuer.caller(new PlainJWT(claims(it -> it)).serialize())).isNull();
        assertThat(issuer.caller(signed(new ECDSASigner(other), header(JWSAlgorithm.ES256), it -> it)))
                .isNull();
        byte[] publicKey = key.toECPublicKey().getEncoded();
        assertThat(issuer.caller(signed(new MACSigner(publicKey), header(JWSAlgorithm.HS256), it -> it)))
                .isNull();
        String good = token(it -> it);
        assertThat(issuer.caller(good.substring(0, good.lastIndexOf('.') + 1))).isNull();
    }

    @Test
    void aTokenForAnotherPurposeOpensNothing() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID("one")
                .type(new JOSEObjectType("dpop+jwt"))
                .build();
        assertThat(issuer.caller(signed(new ECDSASigner(key), header, it -> it)))
                .isNull();
    }

    @Test
    void whatIsNoTokenOpensNothing() {
        for (String text : List.of("x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.", "é.é.é", ".".repeat(10_000))) {
            assertThat(issuer.caller(text)).as(text).isNull();
        }
    }

    @Test
    void anotherKeyOfTheIssuersIsTakenWhileTheFirstStillHolds() throws Exception {
        assertThat(issuer.caller(token(it -> it))).isNotNull();
        ECKey next = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
        published = new JWKSet(List.of(key.toPublicJWK(), next.toPublicJWK()));

        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("two").build();
        assertThat(issuer.caller(signed(new ECDSASigner(next), header, it -> it)))
                .isNotNull();
        assertThat(issuer.caller(token(it -> it))).isNotNull();
    }

    @Test
    void unknownKeysHaveTheIssuerAskedAFewTimesAtMost() throws Exception {
        ECKey stranger = new ECKeyGenerator(Curve.P_256).keyID("stranger").generate();
        for (int i = 0; i < 50; i++) {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .keyID("stranger-" + i)
                    .build();
            assertThat(issuer.caller(signed(new ECDSASigner(stranger), header, it -> it)))
                    .isNull();
        }
        assertThat(asked.get()).isLessThan(5);
        assertThat(issuer.caller(token(it -> it))).isNotNull();
    }

    @Test
    void anIssuerThatIsAwayIsNoReasonToCallATokenBad() throws Exception {
        server.stop(0);

        String token = token(it -> it);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> issuer.caller(token)).isInstanceOf(JwtException.class);
        }
    }

    private void refused(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        assertThat(issuer.caller(token(change))).isNull();
    }

    private String token(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
        return signed(new ECDSASigner(key), header(JWSAlgorithm.ES256), change);
    }

    private String signed(JWSSigner signer, JWSHeader header, UnaryOperator<JWTClaimsSet.Builder> change)
            throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims(change));
        token.sign(signer);
        return token.serialize();
    }

    private static JWSHeader header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm)
                .keyID("one")
                .type(new JOSEObjectType("at+jwt"))
                .build();
    }

    private JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        return change.apply(new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .subject("alice")
                        .claim("scope", "openid meetings:read chat:write")
                        .issueTime(at(Duration.ZERO))
                        .expirationTime(at(Duration.ofMinutes(5))))
                .build();
    }

    private @Nullable Date at(Duration fromNow) {
        Instant time = clock.instant().plus(fromNow);
        return Date.from(time);
    }

    private AccessProperties.Jwt properties() throws IOException {
        return new AccessProperties.Jwt(
                ISSUER,
                URI.create("http://localhost:" + server.getAddress().getPort() + "/keys"),
                AUDIENCE,
                "scope",
                Set.of("ES256"),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
    }
}
