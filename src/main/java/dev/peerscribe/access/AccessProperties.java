package dev.peerscribe.access;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * Who may call the agent over HTTP. Without keys and tokens everybody may who reaches it, and it can be reached from
 * this machine only.
 *
 * @param keysFile the API keys: a JSON file that holds their SHA-256; read anew when it changes; default none
 * @param reloadInterval how often the file is looked at for another content, in seconds where no unit is given; 0 never
 * @param jwt tokens of an issuer (RFC 9068); default none. A caller may have either, where both are configured
 * @param openMetrics whether info and metrics are given to callers without credentials, as health is; default false
 * @param rate how often somebody may call
 */
@Validated
@ConfigurationProperties("peerscribe.access")
record AccessProperties(
        @Nullable Path keysFile,

        @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s") @DurationMin
        Duration reloadInterval,

        @Valid @Nullable Jwt jwt,
        @DefaultValue("false") boolean openMetrics,
        @Valid @DefaultValue Rate rate) {
    static final String KEYS_FILE = "peerscribe.access.keys-file";

    /** Whether callers have to say who they are. */
    boolean asksForCredentials() {
        return keysFile != null || jwt != null;
    }

    /**
     * Tokens that are accepted.
     *
     * @param issuer the exact claim {@code iss}
     * @param jwkSetUri where the issuer's keys are (RFC 7517); https, or http on this machine
     * @param audience what the claim {@code aud} must name, so that no token for another service opens this one
     * @param scopeClaim the claim that holds scopes: a text with spaces between them or a list; default scope
     * @param algorithms the signatures that are accepted; default RS256, PS256 and ES256
     * @param clockSkew how far the issuer's clock may be off, in seconds where no unit is given; default 30s
     * @param timeout how long the keys may take to come, in milliseconds where no unit is given; default 5s
     */
    record Jwt(
            @NotBlank String issuer,
            URI jwkSetUri,
            @NotBlank String audience,
            @DefaultValue("scope") @NotBlank String scopeClaim,

            @DefaultValue({"RS256", "PS256", "ES256"}) @NotEmpty
            Set<String> algorithms,

            @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("30s") @DurationMin @DurationMax(minutes = 5)
            Duration clockSkew,

            @DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(minutes = 1)
            Duration timeout) {
        private static final Set<String> ASYMMETRIC =
                Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");
        private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "[::1]");

        @AssertTrue(
                message =
                        "peerscribe.access.jwt.jwk-set-uri must be an https URL, or an http URL of this machine: whoever"
                                + " can change the keys on their way can make tokens")
        boolean isJwkSetUriSafe() {
            if (jwkSetUri == null || jwkSetUri.getHost() == null) {
                return false;
            }
            return "https".equalsIgnoreCase(jwkSetUri.getScheme())
                    || ("http".equalsIgnoreCase(jwkSetUri.getScheme()) && THIS_MACHINE.contains(jwkSetUri.getHost()));
        }

        @AssertTrue(
                message =
                        "peerscribe.access.jwt.algorithms must be of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384"
                                + " and ES512: signatures that whoever can verify them cannot make")
        boolean isAlgorithmsAsymmetric() {
            return algorithms == null || ASYMMETRIC.containsAll(algorithms);
        }
    }

    /**
     * Bounds of a caller and of those who are none. They hold only where credentials are asked for.
     *
     * @param requestsPerSecond requests of one caller a second, on the average; default 50
     * @param burst how many may come at once; default 200
     * @param refusalsPerMinute requests without valid credentials from one address a minute that are answered with 401
     *     and told in the audit log; beyond them they are answered with 429. Valid credentials are never kept out
     *     by that; default 60
     * @param remembered callers, and addresses, that are counted at a time; beyond it the one that was silent longest is
     *     forgotten; default 10000
     */
    record Rate(
            @DefaultValue("50") @Min(1) @Max(100_000) int requestsPerSecond,
            @DefaultValue("200") @Min(1) @Max(1_000_000) int burst,
            @DefaultValue("60") @Min(1) @Max(1_000_000) int refusalsPerMinute,
            @DefaultValue("10000") @Min(16) @Max(1_000_000) int remembered) {}
}
