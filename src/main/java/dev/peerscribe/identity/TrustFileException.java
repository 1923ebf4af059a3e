package dev.peerscribe.identity;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of the pins or the allow-list cannot be used. */
public final class TrustFileException extends ConfiguredFileException {
    private static final long serialVersionUID = 1L;

    TrustFileException(String property, Path path, String rule, String cure, @Nullable Exception cause) {
        super(property, path, rule, cure, cause);
    }
}
