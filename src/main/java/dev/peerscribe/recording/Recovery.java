package dev.peerscribe.recording;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes a recording whose process died: its files get index, duration and checksum. */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final Path folder;

    Recovery(Path folder) {
        this.folder = folder;
    }

    /** What the recording is now; the files are repaired in their places. */
    RecordingSnapshot recover(RecordingSnapshot found) {
        Map<String, RecordedFile> known = new LinkedHashMap<>();
        found.files().forEach(file -> known.put(file.name(), file));
        try {
            addUnlisted(known);
        } catch (IOException e) {
            log.warn("Recording {}: its folder cannot be listed", found.id());
        }
        List<RecordedFile> files = new ArrayList<>();
        for (RecordedFile file : known.values()) {
            try {
                files.add(file.sha256() != null ? file : repaired(file));
            } catch (IOException e) {
                log.warn("Recording {}: {}", found.id(), e.getMessage());
                asItIs(file).ifPresent(files::add);
            }
        }
        files.sort(Comparator.comparingDouble(RecordedFile::offsetSeconds).thenComparing(RecordedFile::name));
        double end = files.stream()
                .mapToDouble(file -> file.offsetSeconds() + file.durationSeconds())
                .max()
                .orElse(0);
        Instant endedAt =
                found.endedAt() != null ? found.endedAt() : found.startedAt().plusMillis((long) (end * 1000));
        boolean playable = !files.isEmpty();
        return new RecordingSnapshot(
                found.id(),
                found.meetingId(),
                found.meetingName(),
                playable ? RecordingState.COMPLETE : RecordingState.FAILED,
                true,
                found.startedAt(),
                endedAt,
                List.copyOf(files),
                List.of(),
                found.gaps(),
                found.endReason() == null ? EndReason.CRASHED : found.endReason(),
                playable ? found.error() : "the agent was ended before anything playable was recorded");
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
                        file.offsetSeconds(),
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
                    known.putIfAbsent(name, new RecordedFile(name, ours.group(1), null, List.of(), 0, 0, 0, null));
                }
            }
        }
    }

    private RecordedFile repaired(RecordedFile file) throws IOException {
        Path path = folder.resolve(file.name());
        Remux.Result result = Remux.repair(path);
        return new RecordedFile(
                file.name(),
                file.peer(),
                file.peerName(),
                result.tracks(),
                file.offsetSeconds(),
                result.durationMillis() / 1000.0,
                Files.size(path),
                FileSeal.sha256(path));
    }
}
