package dev.peerscribe.recording;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recording at one moment.
 *
 * @param recovered whether it was completed after the process that made it had died
 * @param approval by which it may be made; null where none was required
 * @param destination where its files go once it is finished; as configured where null
 * @param format that its files were to have; null where an older agent made it
 * @param endReason why it ended; null while it has not, and where an older agent made it
 * @param beside what stands beside the media, once it is complete
 * @param gaps of which something is missing, by their beginning; one that lasts as it is so far
 * @param unlistedGaps those that found no room among them; null where all did
 * @param error what went wrong, in words for its user
 */
public record RecordingSnapshot(
        String id,
        String meetingId,
        @Nullable String meetingName,
        RecordingState state,
        boolean recovered,
        Instant startedAt,
        @Nullable RecordingApproval approval,
        @Nullable RecordingDestination destination,
        @Nullable RecordingFormat format,
        @Nullable Instant endedAt,
        @Nullable EndReason endReason,
        List<RecordedFile> files,
        List<BesideFile> beside,
        List<RecordingGap> gaps,
        @Nullable UnlistedGaps unlistedGaps,
        @Nullable String error) {
    /** One all of whose gaps are listed. */
    public RecordingSnapshot(
            String id,
            String meetingId,
            @Nullable String meetingName,
            RecordingState state,
            boolean recovered,
            Instant startedAt,
            @Nullable RecordingApproval approval,
            @Nullable RecordingDestination destination,
            @Nullable RecordingFormat format,
            @Nullable Instant endedAt,
            @Nullable EndReason endReason,
            List<RecordedFile> files,
            List<BesideFile> beside,
            List<RecordingGap> gaps,
            @Nullable String error) {
        this(
                id,
                meetingId,
                meetingName,
                state,
                recovered,
                startedAt,
                approval,
                destination,
                format,
                endedAt,
                endReason,
                files,
                beside,
                gaps,
                null,
                error);
    }

    /** The same with these files beside the media. */
    RecordingSnapshot with(List<BesideFile> besideMedia) {
        return new RecordingSnapshot(
                id,
                meetingId,
                meetingName,
                state,
                recovered,
                startedAt,
                approval,
                destination,
                format,
                endedAt,
                endReason,
                files,
                besideMedia,
                gaps,
                unlistedGaps,
                error);
    }
}
