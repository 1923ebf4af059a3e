package dev.peerscribe;

import dev.peerscribe.identity.ConfiguredFileException;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;

/** What the process exits with where it could not start, so that whoever runs it can tell whether another attempt is of use. */
final class StartFailure {
    /** Anything that is not known to be the configuration's fault. */
    static final int FAILED = 1;
    /** The configuration is refused, or a file that it names (EX_CONFIG of sysexits.h): another attempt would be refused too. */
    static final int CONFIGURATION = 78;

    private StartFailure() {}

    static int exitCode(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationPropertiesBindException
                    || cause instanceof BindException
                    || cause instanceof ConfiguredFileException) {
                return CONFIGURATION;
            }
        }
        return FAILED;
    }
}
