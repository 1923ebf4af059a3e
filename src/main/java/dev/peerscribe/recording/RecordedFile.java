package dev.peerscribe.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of a recording.
 *
 * @param name within the recording's folder; letters, digits, {@code . _ -}
 * @param peer the peer's id
 * @param peerName what the peer called itself
 * @param offsetSeconds from the start of the recording to the start of the file: laid so, files are in sync
 * @param durationSeconds from first to last frame
 * @param bytes on disk, so far
 * @param sha256 in lower-case hexadecimal, once the file is complete
 * @param note what its user should know of it, such as why it is not of the format that was asked for; null for nothing
 */
public record RecordedFile(
        String name,
        String peer,
        @Nullable String peerName,
        List<RecordedTrack> tracks,
        double offsetSeconds,
        double durationSeconds,
        long bytes,
        @Nullable String sha256,
        @Nullable String note) {
    /** One of which there is nothing to say. */
    public RecordedFile(
            String name,
            String peer,
            @Nullable String peerName,
            List<RecordedTrack> tracks,
            double offsetSeconds,
            double durationSeconds,
            long bytes,
            @Nullable String sha256) {
        this(name, peer, peerName, tracks, offsetSeconds, durationSeconds, bytes, sha256, null);
    }
}
