package dev.peerscribe.identity;

import org.jspecify.annotations.Nullable;

/** A configured file cannot be used; the message names property, path and rule, never the content. */
public abstract sealed class ConfiguredFileException extends RuntimeException
        permits KeyFileException, TrustFileException {
    private static final long serialVersionUID = 1L;

    private final String cure;

    ConfiguredFileException(String property, Object path, String rule, String cure, @Nullable Exception cause) {
        super("%s=%s: %s".formatted(property, path, rule), cause);
        this.cure = cure;
    }

    /** What the user can do about it. */
    public String cure() {
        return cure;
    }
}
