package dev.peerscribe.identity;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The configured key file cannot be used. */
public final class KeyFileException extends ConfiguredFileException {
    private static final long serialVersionUID = 1L;

    KeyFileException(Path path, String rule, String cure, @Nullable Exception cause) {
        super(IdentityProperties.KEY_PATH, path, rule, cure, cause);
    }
}
