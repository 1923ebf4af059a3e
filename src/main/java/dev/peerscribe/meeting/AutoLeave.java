package dev.peerscribe.meeting;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the agent leaves by itself.
 *
 * @param whenAlone after everybody who sent something has been away for so long; never where null
 * @param maxDuration after having been in the meeting for so long; never where null
 */
public record AutoLeave(
        @Nullable Duration whenAlone, @Nullable Duration maxDuration) {
    /** Stays until told otherwise. */
    public static final AutoLeave NEVER = new AutoLeave(null, null);
}
