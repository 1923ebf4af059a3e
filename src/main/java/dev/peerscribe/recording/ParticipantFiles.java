package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.FfmpegException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one writer: changed by its thread, looked at by any. */
final class ParticipantFiles {
    private static final Logger log = LoggerFactory.getLogger(ParticipantFiles.class);

    private final ParticipantRecorder.Participant participant;
    private final RecordingFormat format;
    private final long spare;
    private final Reception reception;
    private final RecordingMetrics metrics;
    private final List<SegmentFile> files = new CopyOnWriteArrayList<>();
    private volatile @Nullable String error;

    ParticipantFiles(
            ParticipantRecorder.Participant participant,
            RecordingFormat format,
            long spare,
            Reception reception,
            RecordingMetrics metrics) {
        this.participant = participant;
        this.format = format;
        this.spare = spare;
        this.reception = reception;
        this.metrics = metrics;
    }

    List<SegmentFile> all() {
        return files;
    }

    /** What went wrong first, in words for a user. */
    @Nullable
    String error() {
        return error;
    }

    /** A new file, for tracks that by their codecs make a file of that kind. */
    SegmentFile open(Container byCodec, List<RecordedTrack> tracks, long offsetMillis) throws FfmpegException {
        SegmentFile file = new SegmentFile(
                metrics,
                participant.nextFile(format.whileLive(byCodec).extension()),
                participant.peer(),
                participant.peerName(),
                tracks,
                reception,
                offsetMillis,
                participant.startedAt().plusMillis(offsetMillis));
        files.add(file);
        return file;
    }

    /** Removes what a failure left of files in which nothing is. */
    void removeEmpty() {
        files.removeIf(file -> !file.whole() && file.durationMillis() == 0 && removed(file));
    }

    /** Completes all files for good, as far as that goes. */
    void seal() {
        files.forEach(this::complete);
        removeEmpty();
        for (SegmentFile file : files) {
            try {
                if (format == RecordingFormat.MP4) {
                    convert(file);
                }
                FileSeal.sync(file.path());
                file.hashed(FileSeal.sha256(file.path()));
            } catch (IOException e) {
                note(e);
            }
        }
    }

    private void complete(SegmentFile file) {
        if (!file.whole()) {
            try {
                file.corrected(Remux.repair(file.path()).durationMillis());
                file.completed();
            } catch (IOException e) {
                note(e); // the disk may be full; the file plays without an index too
            }
        }
    }

    private void convert(SegmentFile file) {
        String obstacle = Mp4Conversion.obstacle(file.tracks()).orElse(null);
        if (obstacle != null || !file.whole()) {
            file.noted(obstacle == null ? "not MP4, for it could not be completed" : obstacle);
            metrics.converted(RecordingMetrics.Conversion.KEPT);
            return;
        }
        try {
            file.replacedBy(Mp4Conversion.replace(file.path(), spare));
            metrics.converted(RecordingMetrics.Conversion.MADE);
        } catch (IOException e) {
            file.noted("not MP4: " + e.getMessage());
            metrics.converted(RecordingMetrics.Conversion.FAILED);
            note(e);
        }
    }

    private boolean removed(SegmentFile file) {
        try {
            Files.deleteIfExists(file.path());
            return true;
        } catch (IOException e) {
            note(e);
            return false;
        }
    }

    /** Only the first is kept: what follows is mostly its consequence. */
    void note(IOException e) {
        if (error == null) {
            error = String.valueOf(e.getMessage());
            log.warn("Recording {}: {}", participant.peer(), e.getMessage());
        }
    }

    void broken(RuntimeException e) {
        error = "the writer failed: " + e.getClass().getSimpleName();
        log.error("The writer of {} failed", participant.peer(), e);
    }
}
