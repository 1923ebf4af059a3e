package dev.peerscribe;

import dev.peerscribe.access.AccessConfigurationException;
import dev.peerscribe.identity.ConfiguredFileException;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;

/** What the process tells whoever started it; 75 and 78 as in sysexits.h. */
final class ExitCode {
    /** Ended in good order: every meeting was left and every recording is complete. */
    static final int DONE = 0;
    /** Could not start for a reason that is not in its configuration. */
    static final int FAILED = 1;
    /** Ended; recordings are unfinished and are completed at the next start. */
    static final int UNFINISHED = 75;
    /** Did not start, since its configuration breaks a rule: to start it again cures nothing. */
    static final int CONFIGURATION = 78;

    private static final Set<RecordingState> FINISHED = EnumSet.of(RecordingState.COMPLETE, RecordingState.FAILED);

    private ExitCode() {}

    /** Of an end in good order that leaves these recordings. */
    static int of(Collection<RecordingSnapshot> recordings) {
        return recordings.stream().map(RecordingSnapshot::state).allMatch(FINISHED::contains) ? DONE : UNFINISHED;
    }

    /** Of a start that failed. */
    static int of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationPropertiesBindException
                    || cause instanceof BindException
                    || cause instanceof AccessConfigurationException
                    || cause instanceof ConfiguredFileException) {
                return CONFIGURATION;
            }
        }
        return FAILED;
    }
}
