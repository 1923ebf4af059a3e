package dev.peerscribe.recording;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Names for recordings: when they began, so that folders sort by time, and eight digits by chance. */
final class RecordingIds {
    static final Pattern FORM = Pattern.compile("[0-9]{8}-[0-9]{6}-[0-9a-f]{8}");

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Clock clock;
    private final RandomGenerator random;

    RecordingIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    String next() {
        byte[] tail = new byte[4];
        random.nextBytes(tail);
        return STAMP.format(clock.instant()) + "-" + HexFormat.of().formatHex(tail);
    }
}
