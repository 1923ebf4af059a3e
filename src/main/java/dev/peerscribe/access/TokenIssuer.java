package dev.peerscribe.access;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Tokens of one issuer for this service (RFC 9068); Nimbus proves signatures and keeps the issuer's keys. */
final class TokenIssuer {
    private static final int MAX_KEYS_BYTES = 256 * 1024;
    private static final Duration KEYS_LAST = Duration.ofMinutes(5);
    /** Tokens that name unknown keys cannot have the issuer asked more often. */
    private static final Duration ASKED_AT_MOST = Duration.ofSeconds(30);
    /** How long keys that are known serve on while the issuer is away. */
    private static final Duration OUTAGE = Duration.ofHours(4);

    private final AccessProperties.Jwt properties;
    private final Clock clock;
    private final JWKSource<SecurityContext> keys;
    private final NimbusJwtDecoder decoder;

    TokenIssuer(AccessProperties.Jwt properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
        this.keys = keys(properties);
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                properties.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet()), keys));
        // Claims are looked at below.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(validator());
    }

    /**
     * The caller that holds the token, or null where it opens nothing.
     *
     * @throws JwtException where the issuer's keys cannot be had
     */
    @Nullable
    Caller caller(String token) {
        Jwt jwt;
        try {
            jwt = decoder.decode(token);
        } catch (BadJwtException e) {
            return null;
        } catch (JwtException e) {
            // An unknown key is asked for once in a while only: a token of a stranger, unless there are no keys at all.
            if (e.getCause() instanceof RateLimitReachedException && hasKeys()) {
                return null;
            }
            throw e;
        }
        Instant expires = jwt.getExpiresAt();
        String subject = jwt.getSubject();
        if (expires == null || subject == null || subject.isBlank()) {
            return null;
        }
        Instant end = expires.plus(properties.clockSkew());
        return new Caller("jwt:" + subject, scopes(jwt), () -> clock.instant().isBefore(end));
    }

    private boolean hasKeys() {
        try {
            return !keys.get(new JWKSelector(new JWKMatcher.Builder().build()), null)
                    .isEmpty();
        } catch (KeySourceException e) {
            return false;
        }
    }

    private Set<Scope> scopes(Jwt jwt) {
        Object claim = jwt.getClaim(properties.scopeClaim());
        List<String> texts = new ArrayList<>();
        if (claim instanceof String text) {
            texts.addAll(List.of(text.split(" ", -1)));
        } else if (claim instanceof Collection<?> list) {
            list.forEach(text -> texts.add(String.valueOf(text)));
        }
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        // Others are of other services.
        texts.forEach(text -> Scope.of(text).ifPresent(scopes::add));
        return scopes;
    }

    private OAuth2TokenValidator<Jwt> validator() {
        JwtTimestampValidator times = new JwtTimestampValidator(properties.clockSkew());
        times.setClock(clock);
        return new DelegatingOAuth2TokenValidator<>(times, new JwtIssuerValidator(properties.issuer()), this::audience);
    }

    private OAuth2TokenValidatorResult audience(Jwt jwt) {
        List<String> audience = jwt.getAudience();
        return audience != null && audience.contains(properties.audience())
                ? OAuth2TokenValidatorResult.success()
                : OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"));
    }

    private static JWKSource<SecurityContext> keys(AccessProperties.Jwt properties) {
        int timeout = (int) properties.timeout().toMillis();
        try {
            return JWKSourceBuilder.create(
                            properties.jwkSetUri().toURL(),
                            new DefaultResourceRetriever(timeout, timeout, MAX_KEYS_BYTES))
                    .cache(KEYS_LAST.toMillis(), 2L * timeout)
                    .refreshAheadCache(false)
                    .rateLimited(ASKED_AT_MOST.toMillis())
                    .outageTolerant(OUTAGE.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new AccessConfigurationException(
                    "peerscribe.access.jwt.jwk-set-uri",
                    properties.jwkSetUri(),
                    "must be a URL",
                    "Set it to where the issuer's keys are, as its metadata name it (jwks_uri).",
                    e);
        }
    }
}
