package dev.peerscribe.composite;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A composite at one moment.
 *
 * @param progress 0 to 1
 * @param file the film, once it is there
 * @param notes what is missing in it and why, in words that name the file
 * @param error why it failed, in words that name the file where it was one
 */
public record CompositeSnapshot(
        String id,
        String recordingId,
        String meetingId,
        CompositeRequest request,
        CompositeState state,
        Instant createdAt,
        double progress,
        @Nullable Film file,
        List<String> notes,
        @Nullable String error) {

    /**
     * A finished film.
     *
     * @param durationSeconds that of the recording's media
     * @param sha256 in lower-case hexadecimal
     */
    public record Film(String name, long bytes, double durationSeconds, String sha256) {}
}
