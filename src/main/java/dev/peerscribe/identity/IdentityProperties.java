package dev.peerscribe.identity;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the agent's identity.
 *
 * @param keyPath the file that keeps the agent's private key on P-256: PKCS#8 in PEM, or PKCS#12. Without it the agent has
 *     a new key at every start
 * @param keyPassword the password of a PKCS#12 file; never shown
 * @param keyPasswordFile a file that holds that password, such as a mounted secret; its last line break does not count
 * @param createKey whether a PKCS#8 file that is not there is made at the start
 * @param reloadInterval how often the key file and the allow-list are looked at for another content, through symbolic
 *     links, in seconds where no unit is given; 0 never
 * @param previousKeyRetention how long after a rotation messages under the previous key are still known to be our own,
 *     in seconds where no unit is given
 */
@Validated
@ConfigurationProperties("peerscribe.identity")
public record IdentityProperties(
        @Nullable Path keyPath,
        @Nullable String keyPassword,
        @Nullable Path keyPasswordFile,
        @DefaultValue("true") boolean createKey,

        @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s") @DurationMin @DurationMax(days = 1)
        Duration reloadInterval,

        @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10m") @DurationMin @DurationMax(days = 1)
        Duration previousKeyRetention) {
    /** The properties' names as the user writes them. */
    static final String KEY_PATH = "peerscribe.identity.key-path";

    static final String KEY_PASSWORD = "peerscribe.identity.key-password";
    static final String KEY_PASSWORD_FILE = "peerscribe.identity.key-password-file";
    static final String CREATE_KEY = "peerscribe.identity.create-key";

    public IdentityProperties {
        keyPath = given(keyPath);
        keyPasswordFile = given(keyPasswordFile);
        keyPassword = keyPassword == null || keyPassword.isEmpty() ? null : keyPassword;
        if (keyPassword != null && keyPasswordFile != null) {
            throw new IllegalArgumentException(
                    KEY_PASSWORD + " and " + KEY_PASSWORD_FILE + " are both given: leave one of them out");
        }
    }

    private static @Nullable Path given(@Nullable Path path) {
        return path == null || path.toString().isBlank() ? null : path;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "IdentityProperties[keyPath=" + keyPath + ", keyPasswordFile=" + keyPasswordFile + ", createKey="
                + createKey + ", reloadInterval=" + reloadInterval + ", previousKeyRetention=" + previousKeyRetention
                + "]";
    }
}
