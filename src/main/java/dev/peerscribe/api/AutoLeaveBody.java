package dev.peerscribe.api;

import dev.peerscribe.meeting.AutoLeave;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Schema(name = "AutoLeave", description = "When the agent leaves by itself.")
record AutoLeaveBody(
        @Schema(description = "seconds after everybody who sent something has left") @Nullable
        Double whenAlone,

        @Schema(description = "seconds in the meeting") @Nullable
        Double maxDuration) {
    /** Beyond any rule, so that it is still refused and not rounded to something allowed. */
    private static final double BEYOND = 1e9;

    AutoLeave policy() {
        return new AutoLeave(duration(whenAlone), duration(maxDuration));
    }

    static @Nullable AutoLeaveBody of(AutoLeave policy) {
        return policy.equals(AutoLeave.NEVER)
                ? null
                : new AutoLeaveBody(seconds(policy.whenAlone()), seconds(policy.maxDuration()));
    }

    private static @Nullable Duration duration(@Nullable Double seconds) {
        if (seconds == null) {
            return null;
        }
        // NaN becomes 0, which is refused as well.
        return Duration.ofMillis((long) (Math.clamp(Double.isNaN(seconds) ? 0 : seconds, -1, BEYOND) * 1_000));
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis() / 1_000.0;
    }
}
