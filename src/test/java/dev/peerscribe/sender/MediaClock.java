package dev.peerscribe.sender;

import java.time.Instant;

/**
 * The clock of a sender's capture: true time, on which both its streams are placed, and what NTP calls it
 * (RFC 3550 §6.4.1).
 *
 * @param nanos a moment by {@link System#nanoTime()}
 * @param wall the same moment by the wall
 */
record MediaClock(long nanos, Instant wall) {
    private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;

    static MediaClock now() {
        return new MediaClock(System.nanoTime(), Instant.now());
    }

    /** NTP's 32 bits of seconds and 32 of fraction. */
    long ntp(long atNanos) {
        Instant at = wall.plusNanos(atNanos - nanos);
        long seconds = at.getEpochSecond() + SECONDS_FROM_1900_TO_1970;
        return (seconds << 32) | (((long) at.getNano() << 32) / 1_000_000_000L);
    }

    /** RTP units of {@code rate} from the clock's beginning to a moment. */
    long units(long atNanos, int rate) {
        long elapsed = atNanos - nanos;
        return elapsed / 1_000_000_000L * rate + elapsed % 1_000_000_000L * rate / 1_000_000_000L;
    }
}
