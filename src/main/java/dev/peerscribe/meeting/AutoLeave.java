package dev.peerscribe.meeting;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationUnit;

/**
 * When the agent leaves by itself. Each is never where zero, and as configured where null; in what is configured, null is
 * never too. In seconds where no unit is given.
 *
 * @param whenAlone after everybody who sent something has been away for so long
 * @param whenEmpty after nobody who sends something has come for so long
 * @param whenSilent after nobody was heard for so long, while somebody was there
 * @param whenNoMedia after no media came for so long, whether somebody was there or not
 * @param maxDuration after having been in the meeting for so long
 */
public record AutoLeave(
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration whenAlone,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration whenEmpty,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration whenSilent,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration whenNoMedia,
        @DurationUnit(ChronoUnit.SECONDS) @Nullable Duration maxDuration) {
    /** Leaves when the configuration says so. */
    public static final AutoLeave AS_CONFIGURED = new AutoLeave(null, null, null, null, null);

    /** Stays until told otherwise. */
    public static final AutoLeave NEVER =
            new AutoLeave(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** No wait is longer. */
    static final Duration LONGEST = Duration.ofDays(30);

    /** This policy, with the other's word where it has none; nothing in it is null. */
    AutoLeave or(AutoLeave configured) {
        return new AutoLeave(
                first(whenAlone, configured.whenAlone),
                first(whenEmpty, configured.whenEmpty),
                first(whenSilent, configured.whenSilent),
                first(whenNoMedia, configured.whenNoMedia),
                first(maxDuration, configured.maxDuration));
    }

    /** The rules that it breaks; fields are called as in JSON. */
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        check("whenAlone", whenAlone).ifPresent(violations::add);
        check("whenEmpty", whenEmpty).ifPresent(violations::add);
        check("whenSilent", whenSilent).ifPresent(violations::add);
        check("whenNoMedia", whenNoMedia).ifPresent(violations::add);
        check("maxDuration", maxDuration).ifPresent(violations::add);
        return violations;
    }

    private static Optional<Violation> check(String field, @Nullable Duration duration) {
        if (duration == null || (!duration.isNegative() && duration.compareTo(LONGEST) <= 0)) {
            return Optional.empty();
        }
        return Optional.of(
                new Violation(field, "must be 0 for never, and at most " + LONGEST.toSeconds() + " seconds"));
    }

    private static Duration first(@Nullable Duration own, @Nullable Duration configured) {
        if (own != null) {
            return own;
        }
        return configured == null ? Duration.ZERO : configured;
    }
}
