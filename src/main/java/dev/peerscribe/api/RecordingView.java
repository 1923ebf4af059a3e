package dev.peerscribe.api;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.EndReason;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordedTrack;
import dev.peerscribe.recording.RecordingApproval;
import dev.peerscribe.recording.RecordingGap;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.recording.UnlistedGaps;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "Recording", description = "A recording that the agent makes or has.")
record RecordingView(
        String id,
        String meetingId,
        @Nullable String meetingName,
        RecordingState state,

        @Schema(description = "whether it was completed after the process that made it had died")
        boolean recovered,

        Instant startedAt,

        @Schema(description = "by which it may be made; absent where none was required") @Nullable
        Approval approval,

        @Schema(description = "as was asked for with the meeting; absent where nothing was") @Nullable
        StorageBody storage,

        @Schema(description = "what its files were to be; absent where an older agent made it") @Nullable
        RecordingFormatName format,

        @Nullable Instant endedAt,

        @Schema(description = "why it ended") @Nullable EndReason endReason,

        @Schema(description = "one or more for each participant")
        List<File> files,

        @Schema(description = "what stands beside the media, once it is complete")
        List<Beside> beside,

        @Schema(description = "times of which something is missing, a thousand at most")
        List<Gap> gaps,

        @Schema(description = "the gaps beyond those; absent where there are none") @Nullable
        Unlisted unlistedGaps,

        @Schema(description = "what went wrong, in words") @Nullable
        String error) {

    @Schema(name = "KeptApproval")
    record Approval(Instant at, String by, @Nullable String note) {
        static @Nullable Approval of(@Nullable RecordingApproval approval) {
            return approval == null ? null : new Approval(approval.at(), approval.by(), approval.note());
        }
    }

    @Schema(name = "RecordedFile")
    record File(
            String name,
            @Schema(description = "the peer's id") String peer,
            @Nullable String peerName,
            List<Track> tracks,

            @Schema(description = "seconds from the start of the recording to the start of the file")
            double offsetSeconds,

            double durationSeconds,
            long bytes,

            @Schema(description = "once the file is complete") @Nullable
            String sha256,

            @Schema(description = "what there is to know of it, such as why it is not of the format that was asked for")
            @Nullable
            String note) {
        static File of(RecordedFile file) {
            return new File(
                    file.name(),
                    file.peer(),
                    file.peerName(),
                    file.tracks().stream().map(Track::of).toList(),
                    file.offsetSeconds(),
                    file.durationSeconds(),
                    file.bytes(),
                    file.sha256(),
                    file.note());
        }
    }

    @Schema(name = "BesideFile")
    record Beside(
            String name,
            BesideFile.Kind kind,
            long bytes,
            String sha256,

            @Schema(description = "whose it is; absent for what is of all") @Nullable
            String peer) {
        static Beside of(BesideFile file) {
            return new Beside(file.name(), file.kind(), file.bytes(), file.sha256(), file.peer());
        }
    }

    @Schema(name = "RecordedTrack")
    record Track(
            TrackKind kind,
            String codec,
            @Nullable Integer width,
            @Nullable Integer height,

            @Schema(description = "degrees by which players turn the pictures clockwise; absent where they are upright")
            @Nullable
            Integer rotation,

            @Schema(description = "while the file was recorded; absent where that is not known") @Nullable
            QualityView quality) {
        static Track of(RecordedTrack track) {
            return new Track(
                    track.kind(),
                    track.codec(),
                    track.width(),
                    track.height(),
                    track.rotation(),
                    QualityView.of(track.quality()));
        }
    }

    @Schema(name = "RecordingGap")
    record Gap(String peer, TrackKind kind, Instant from, Instant to, RecordingGap.Cause cause) {
        static Gap of(RecordingGap gap) {
            return new Gap(gap.peer(), gap.kind(), gap.from(), gap.to(), gap.cause());
        }
    }

    @Schema(name = "UnlistedGaps")
    record Unlisted(
            int count,

            @Schema(description = "how long they are together")
            double seconds) {
        static @Nullable Unlisted of(@Nullable UnlistedGaps gaps) {
            return gaps == null ? null : new Unlisted(gaps.count(), gaps.seconds());
        }
    }

    static RecordingView of(RecordingSnapshot recording) {
        return new RecordingView(
                recording.id(),
                recording.meetingId(),
                recording.meetingName(),
                recording.state(),
                recording.recovered(),
                recording.startedAt(),
                Approval.of(recording.approval()),
                StorageBody.of(recording.destination()),
                RecordingFormatName.of(recording.format()),
                recording.endedAt(),
                recording.endReason(),
                recording.files().stream().map(File::of).toList(),
                recording.beside().stream().map(Beside::of).toList(),
                recording.gaps().stream().map(Gap::of).toList(),
                Unlisted.of(recording.unlistedGaps()),
                recording.error());
    }
}
