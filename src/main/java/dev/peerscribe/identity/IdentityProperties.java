package dev.peerscribe.identity;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the agent's identity.
 *
 * @param keyPath the file that keeps the agent's private key (PKCS#8 PEM, P-256); made where it is missing. Without it
 *     the agent has a new key at every start
 */
@ConfigurationProperties("peerscribe.identity")
public record IdentityProperties(@Nullable Path keyPath) {
    /** The property's name as the user writes it. */
    static final String KEY_PATH = "peerscribe.identity.key-path";

    public IdentityProperties {
        if (keyPath != null && keyPath.toString().isBlank()) {
            keyPath = null;
        }
    }
}
