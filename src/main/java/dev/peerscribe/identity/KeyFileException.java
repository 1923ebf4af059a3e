package dev.peerscribe.identity;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The configured key file cannot be used; the message names the property, the path and the rule, never the content. */
public final class KeyFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String cure;

    KeyFileException(Path path, String rule, String cure, @Nullable Exception cause) {
        super("%s=%s: %s".formatted(IdentityProperties.KEY_PATH, path, rule), cause);
        this.cure = cure;
    }

    /** What the user can do about it. */
    public String cure() {
        return cure;
    }
}
