package dev.peerscribe.speech;

import dev.peerscribe.media.TrackKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A speech at one moment.
 *
 * @param said what was asked for
 * @param kinds of the tracks that are sent
 * @param since when it came into this state
 * @param duration of all of it; null where the file does not say
 * @param spoken how much of it was sent
 * @param listeners peers that receive it
 * @param cause why it failed; null where it did not
 */
public record SpeechSnapshot(
        String id,
        String meetingId,
        SpeechRequest said,
        Set<TrackKind> kinds,
        Instant createdAt,
        SpeechState state,
        Instant since,
        @Nullable Duration duration,
        Duration spoken,
        int listeners,
        @Nullable SpeechCause cause) {}
