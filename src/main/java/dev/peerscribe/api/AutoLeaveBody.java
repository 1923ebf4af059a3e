package dev.peerscribe.api;

import dev.peerscribe.meeting.AutoLeave;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Schema(
        name = "AutoLeave",
        description = "When the agent leaves by itself: each in seconds, 0 for never; as configured where absent.")
record AutoLeaveBody(
        @Schema(description = "after everybody who sent something has left") @Nullable
        Double whenAlone,

        @Schema(description = "after nobody who sends something has come") @Nullable
        Double whenEmpty,

        @Schema(description = "after nobody who is there was heard") @Nullable
        Double whenSilent,

        @Schema(description = "after no media came") @Nullable
        Double whenNoMedia,

        @Schema(description = "after having been in the meeting") @Nullable
        Double maxDuration) {
    /** Beyond any rule, so that it is still refused and not rounded to something allowed. */
    private static final double BEYOND = 1e9;

    AutoLeave policy() {
        return new AutoLeave(
                duration(whenAlone),
                duration(whenEmpty),
                duration(whenSilent),
                duration(whenNoMedia),
                duration(maxDuration));
    }

    /** Without what is never; null where that is everything. */
    static @Nullable AutoLeaveBody of(AutoLeave policy) {
        AutoLeaveBody body = new AutoLeaveBody(
                seconds(policy.whenAlone()),
                seconds(policy.whenEmpty()),
                seconds(policy.whenSilent()),
                seconds(policy.whenNoMedia()),
                seconds(policy.maxDuration()));
        return body.equals(new AutoLeaveBody(null, null, null, null, null)) ? null : body;
    }

    private static @Nullable Duration duration(@Nullable Double seconds) {
        if (seconds == null) {
            return null;
        }
        // What is no number is refused as what is negative; a fraction of a millisecond is not to become "never".
        double millis = Math.clamp(Double.isNaN(seconds) ? -1 : seconds, -1, BEYOND) * 1_000;
        return Duration.ofMillis((long) (millis < 0 ? Math.floor(millis) : Math.ceil(millis)));
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null || duration.isZero() ? null : duration.toMillis() / 1_000.0;
    }
}
