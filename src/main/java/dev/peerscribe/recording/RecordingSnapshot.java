package dev.peerscribe.recording;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recording at one moment.
 *
 * @param recovered whether it was completed after the process that made it had died
 * @param error what went wrong, in words for its user
 */
public record RecordingSnapshot(
        String id,
        String meetingId,
        @Nullable String meetingName,
        RecordingState state,
        boolean recovered,
        Instant startedAt,
        @Nullable Instant endedAt,
        List<RecordedFile> files,
        List<RecordingGap> gaps,
        @Nullable String error) {}
