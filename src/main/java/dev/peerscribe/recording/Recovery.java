package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.FfmpegException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes a recording whose process died: its files get index, duration and checksum, and the format asked for. */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /** Of files of which only the name is known. */
    private static final double UNKNOWN = -1;

    private final Path folder;
    private final RecordingFormat format;
    private final long spare;

    Recovery(Path folder, RecordingFormat format, long spare) {
        this.folder = folder;
        this.format = format;
        this.spare = spare;
    }

    /** What the recording is now; the files are repaired in their places. */
    RecordingSnapshot recover(RecordingSnapshot found) {
        Map<String, RecordedFile> known = new LinkedHashMap<>();
        found.files().forEach(file -> known.put(file.name(), file));
        try {
            addUnlisted(known);
            settleConversions(known);
        } catch (IOException e) {
            log.warn("Recording {}: its folder cannot be listed", found.id());
        }
        List<RecordedFile> files = new ArrayList<>();
        for (RecordedFile file : known.values()) {
            try {
                files.add(file.sha256() != null ? file : repaired(file, found.startedAt()));
            } catch (IOException e) {
                log.warn("Recording {}: {}", found.id(), e.getMessage());
                asItIs(file).ifPresent(files::add);
            }
        }
        files.sort(Comparator.comparingDouble(RecordedFile::offsetSeconds).thenComparing(RecordedFile::name));
        Instant endedAt = found.endedAt() != null ? found.endedAt() : lastSeen(found, files);
        boolean playable = !files.isEmpty();
        return new RecordingSnapshot(
                found.id(),
                found.meetingId(),
                found.meetingName(),
                playable ? RecordingState.COMPLETE : RecordingState.FAILED,
                true,
                found.startedAt(),
                found.approval(),
                found.destination(),
                found.format(),
                endedAt,
                found.endReason() == null ? EndReason.CRASH : found.endReason(),
                List.copyOf(files),
                List.of(),
                found.gaps(),
                found.unlistedGaps(),
                playable ? found.error() : "the agent was ended before anything playable was recorded");
    }

    /** A recording was known to go on until its files end, or until the last look at a gap. */
    private static Instant lastSeen(RecordingSnapshot found, List<RecordedFile> files) {
        double seconds = files.stream()
                .mapToDouble(file -> file.offsetSeconds() + file.durationSeconds())
                .max()
                .orElse(0);
        Instant end = found.startedAt().plusMillis((long) (seconds * 1000));
        return found.gaps().stream()
                .map(RecordingGap::to)
                .filter(end::isBefore)
                .max(Comparator.naturalOrder())
                .orElse(end);
    }

    /** Where there is no room for the repaired copy, the file stays: it plays without an index too. */
    private Optional<RecordedFile> asItIs(RecordedFile file) {
        File path = folder.resolve(file.name()).toFile();
        return path.length() > path.getUsableSpace()
                ? Optional.of(new RecordedFile(
                        file.name(),
                        file.peer(),
                        file.peerName(),
                        file.tracks(),
                        Math.max(0, file.offsetSeconds()),
                        file.durationSeconds(),
                        path.length(),
                        null))
                : Optional.empty();
    }

    /** A file may have been begun after the journal was last written, and a repair may have been cut off too. */
    private void addUnlisted(Map<String, RecordedFile> known) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                Matcher ours = RecordingJournal.FILE.matcher(name);
                if (name.endsWith(Remux.TEMPORARY)) {
                    Files.deleteIfExists(entry);
                } else if (ours.matches()) {
                    known.putIfAbsent(
                            name, new RecordedFile(name, ours.group(1), null, List.of(), UNKNOWN, 0, 0, null));
                }
            }
        }
    }

    /**
     * Leaves one of each file and the MP4 made of it: that one where it is whole, which it is once it has its name; then
     * what was known of the other is true of it.
     */
    private void settleConversions(Map<String, RecordedFile> known) throws IOException {
        for (RecordedFile source : List.copyOf(known.values())) {
            Path path = folder.resolve(source.name());
            String name = Mp4Conversion.target(path).getFileName().toString();
            RecordedFile made = known.get(name);
            if (made == null || name.equals(source.name()) || source.sha256() != null) {
                continue;
            }
            if (isWhole(folder.resolve(name))) {
                known.remove(source.name());
                known.put(
                        name,
                        new RecordedFile(
                                name,
                                source.peer(),
                                source.peerName(),
                                source.tracks(),
                                source.offsetSeconds(),
                                source.durationSeconds(),
                                made.bytes(),
                                made.sha256()));
                Files.deleteIfExists(path);
            } else if (Files.exists(path)) {
                known.remove(name);
                Files.deleteIfExists(folder.resolve(name));
            }
        }
    }

    private static boolean isWhole(Path mp4) {
        try (MediaInput input = new MediaInput(mp4)) {
            return input.durationMillis() > 0;
        } catch (FfmpegException e) {
            return false;
        }
    }

    private RecordedFile repaired(RecordedFile file, Instant recordingStart) throws IOException {
        Path path = folder.resolve(file.name());
        Remux.Result result = Container.of(file.name()) == Container.MP4 ? Remux.inspect(path) : Remux.repair(path);
        String note = null;
        if (format == RecordingFormat.MP4 && Container.of(file.name()) != Container.MP4) {
            note = Mp4Conversion.obstacle(result.tracks()).orElse(null);
            if (note == null) {
                try {
                    path = Mp4Conversion.replace(path, spare);
                } catch (IOException e) {
                    note = "not MP4: " + e.getMessage();
                }
            }
        }
        return new RecordedFile(
                String.valueOf(path.getFileName()),
                file.peer(),
                file.peerName(),
                result.tracks().stream().map(track -> measured(track, file)).toList(),
                file.offsetSeconds() == UNKNOWN ? offset(result.startedAt(), recordingStart) : file.offsetSeconds(),
                result.durationMillis() / 1000.0,
                Files.size(path),
                FileSeal.sha256(path),
                note);
    }

    /** What was known of a track while it was recorded is still so. */
    private static RecordedTrack measured(RecordedTrack track, RecordedFile known) {
        return known.tracks().stream()
                .filter(each -> each != null && each.kind() == track.kind())
                .findFirst()
                .map(each -> track.with(each.quality()))
                .orElse(track);
    }

    private static double offset(@Nullable Instant startedAt, Instant recordingStart) {
        return startedAt == null
                ? 0
                : Math.max(0, Duration.between(recordingStart, startedAt).toMillis() / 1000.0);
    }
}
