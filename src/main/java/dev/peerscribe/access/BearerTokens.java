package dev.peerscribe.access;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Finds out whose bearer token it is: an API key's or an issuer's, whichever is configured. */
final class BearerTokens implements AuthenticationManager {
    private static final Logger log = LoggerFactory.getLogger(BearerTokens.class);

    private final @Nullable ApiKeys keys;
    private final @Nullable TokenIssuer issuer;

    BearerTokens(@Nullable ApiKeys keys, @Nullable TokenIssuer issuer) {
        this.keys = keys;
        this.issuer = issuer;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        Caller caller = request instanceof BearerTokenAuthenticationToken bearer ? caller(bearer.getToken()) : null;
        if (caller == null) {
            throw new InvalidBearerTokenException("not valid");
        }
        return caller;
    }

    /** Looks whether the API keys are others now. */
    void look() {
        if (keys != null) {
            keys.look();
        }
    }

    private @Nullable Caller caller(String token) {
        if (token.startsWith(ApiKey.PREFIX)) {
            return keys == null ? null : keys.caller(token);
        }
        try {
            return issuer == null ? null : issuer.caller(token);
        } catch (JwtException e) {
            log.warn("Tokens cannot be proven: {}", e.getMessage());
            throw new KeysUnavailableException();
        }
    }
}
