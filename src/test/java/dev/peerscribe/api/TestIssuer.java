package dev.peerscribe.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.peerscribe.faults.LocalServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** Whoever makes tokens, with its keys on this machine. */
final class TestIssuer implements AutoCloseable {
    private static final String NAME = "https://login.example.org";
    private static final String AUDIENCE = "peerscribe";

    private final Instant now;
    private final RSAKey key = key();
    private final LocalServer keys = new LocalServer(exchange -> {
        try (exchange) {
            byte[] body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    });

    TestIssuer(Instant now) {
        this.now = now;
    }

    /** What an agent is told of it. */
    String[] properties() {
        return new String[] {
            "peerscribe.access.jwt.issuer=" + NAME,
            "peerscribe.access.jwt.jwk-set-uri=" + keys.uri(),
            "peerscribe.access.jwt.audience=" + AUDIENCE
        };
    }

    String token(String scopes) {
        return signed(key, claims(scopes));
    }

    /** Tokens that open nothing, each in its way. */
    List<String> wrong() {
        String all = "openid " + AccessTest.EVERY_SCOPE;
        String good = token(all);
        return List.of(
                signed(key, claims(all).expirationTime(at(Duration.ofMinutes(-1)))),
                signed(key, claims(all).audience("billing")),
                signed(key, claims(all).issuer(NAME + "/")),
                signed(key(), claims(all)),
                new PlainJWT(claims(all).build()).serialize(),
                good.substring(0, good.lastIndexOf('.') + 1),
                signed(key, claims(all).subject(null)));
    }

    @Override
    public void close() {
        keys.close();
    }

    private JWTClaimsSet.Builder claims(String scopes) {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(AUDIENCE)
                .subject("alice")
                .claim("scope", scopes)
                .issueTime(at(Duration.ZERO))
                .expirationTime(at(Duration.ofHours(1)));
    }

    private Date at(Duration fromNow) {
        return Date.from(now.plus(fromNow));
    }

    private static String signed(RSAKey key, JWTClaimsSet.Builder claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .type(new JOSEObjectType("at+jwt"))
                            .build(),
                    claims.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("one").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}
