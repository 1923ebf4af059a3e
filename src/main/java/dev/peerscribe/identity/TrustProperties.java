package dev.peerscribe.identity;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * Which peers' keys are trusted.
 *
 * @param policy whose, where a meeting says nothing else: any, pin-on-first-use or allow-list
 * @param unknown what becomes of a peer that the policy does not trust: refuse, flag or hold
 * @param maxWaiting peers that may wait for approval, per meeting; further ones are refused
 * @param waitTimeout how long a peer waits before it is refused, in seconds where no unit is given
 * @param pinsPath the file that keeps the pins of pin-on-first-use; made with the first pin
 * @param maxPins names that may be pinned, all meetings together; beyond it a new name is unknown
 * @param allowed the allow-list: fingerprints of keys, 64 hexadecimal digits, with or without colons
 * @param allowedFile more of it in a file, one fingerprint a line, {@code #} begins a comment; read anew when it changes
 */
@Validated
@ConfigurationProperties("peerscribe.identity.trust")
public record TrustProperties(
        @DefaultValue("any") TrustPolicy policy,
        @DefaultValue("hold") UnknownPeers unknown,
        @DefaultValue("16") @Min(1) @Max(1_000) int maxWaiting,

        @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10m") @DurationMin(seconds = 1) @DurationMax(days = 1)
        Duration waitTimeout,

        @DefaultValue("pins.json") Path pinsPath,
        @DefaultValue("10000") @Min(1) @Max(100_000) int maxPins,
        @DefaultValue List<String> allowed,
        @Nullable Path allowedFile) {
    static final String ALLOWED = "peerscribe.identity.trust.allowed";
    static final String ALLOWED_FILE = "peerscribe.identity.trust.allowed-file";
    static final String PINS_PATH = "peerscribe.identity.trust.pins-path";

    public TrustProperties {
        allowed = List.copyOf(allowed);
        allowedFile = allowedFile == null || allowedFile.toString().isBlank() ? null : allowedFile;
        for (String fingerprint : allowed) {
            if (PeerKey.normalFingerprint(fingerprint) == null) {
                throw new IllegalArgumentException(ALLOWED + " \"" + fingerprint + "\": must be " + AllowList.RULE);
            }
        }
        if (policy == TrustPolicy.ALLOW_LIST
                && unknown == UnknownPeers.REFUSE
                && allowed.isEmpty()
                && allowedFile == null) {
            throw new IllegalArgumentException("peerscribe.identity.trust.policy allow-list with unknown refuse would"
                    + " refuse everybody: give " + ALLOWED + " or " + ALLOWED_FILE);
        }
    }
}
