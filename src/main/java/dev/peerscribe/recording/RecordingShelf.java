package dev.peerscribe.recording;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Recordings that are no longer made: finished ones of this run and earlier ones, and what awaits recovery. */
final class RecordingShelf {
    private static final Logger log = LoggerFactory.getLogger(RecordingShelf.class);

    private final RecordingJournal journal;
    private final Map<String, RecordingSnapshot> recordings = new ConcurrentHashMap<>();

    RecordingShelf(RecordingJournal journal) {
        this.journal = journal;
    }

    /** Takes in what earlier runs left; returns what of it was not finished. */
    List<RecordingSnapshot> restore() {
        List<RecordingSnapshot> unfinished = new ArrayList<>();
        for (RecordingSnapshot each : journal.read()) {
            if (!finished(each.state())) {
                unfinished.add(each);
            }
            put(finished(each.state()) ? each : finalizing(each));
        }
        return unfinished;
    }

    void put(RecordingSnapshot recording) {
        recordings.put(recording.id(), recording);
    }

    /** Replaces a recording by what became of it; false where it is no longer there. */
    boolean replace(RecordingSnapshot recording) {
        return recordings.replace(recording.id(), recording) != null;
    }

    boolean has(String id) {
        return recordings.containsKey(id);
    }

    Optional<RecordingSnapshot> find(String id) {
        return Optional.ofNullable(recordings.get(id));
    }

    Optional<RecordingSnapshot> lastOf(String meetingId) {
        return recordings.values().stream()
                .filter(each -> each.meetingId().equals(meetingId))
                .max(Comparator.comparing(RecordingSnapshot::startedAt));
    }

    Collection<RecordingSnapshot> all() {
        return List.copyOf(recordings.values());
    }

    /** The path of a file of a finished recording; only a name that is ours is ever resolved. */
    Optional<Path> file(String id, String name) {
        return find(id).filter(recording -> finished(recording.state()))
                .flatMap(recording -> names(recording)
                        .filter(each -> each.equals(name))
                        .findFirst()
                        .map(each -> journal.folder(recording.id()).resolve(each)))
                .filter(Files::isRegularFile);
    }

    /** The folder of a finished recording. */
    Optional<Path> folder(String id) {
        return find(id).filter(recording -> finished(recording.state()))
                .map(recording -> journal.folder(recording.id()));
    }

    /** Removes the files of a finished recording, and gives their size; what is known of it stays. */
    long release(String id) {
        RecordingSnapshot recording = recordings.get(id);
        if (recording == null) {
            return 0;
        }
        if (!finished(recording.state())) {
            throw new RecordingConflictException("recording " + recording.id() + " is not finished");
        }
        long bytes = 0;
        for (String name : names(recording).toList()) {
            Path file = journal.folder(id).resolve(name);
            try {
                long size = Files.size(file);
                Files.delete(file);
                bytes += size;
            } catch (NoSuchFileException e) {
                // it went before
            } catch (IOException e) {
                log.warn("A file of recording {} could not be removed: {}", id, e.toString());
            }
        }
        return bytes;
    }

    private static Stream<String> names(RecordingSnapshot recording) {
        return Stream.concat(
                recording.files().stream().map(RecordedFile::name),
                recording.beside().stream().map(BesideFile::name));
    }

    /** Removes a finished recording with its files. */
    boolean remove(String id) {
        RecordingSnapshot recording = recordings.get(id);
        if (recording == null) {
            return false;
        }
        if (!finished(recording.state())) {
            throw new RecordingConflictException("recording " + recording.id() + " is not finished");
        }
        if (!recordings.remove(recording.id(), recording)) {
            return false;
        }
        removeFolder(journal.folder(recording.id()));
        return true;
    }

    private static void removeFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Files.delete(entry);
            }
            Files.delete(folder);
        } catch (IOException | DirectoryIteratorException e) {
            log.warn("Recording {} could not be removed whole: {}", folder.getFileName(), e.getMessage());
        }
    }

    static boolean finished(RecordingState state) {
        return state == RecordingState.COMPLETE || state == RecordingState.FAILED;
    }

    private static RecordingSnapshot finalizing(RecordingSnapshot left) {
        return new RecordingSnapshot(
                left.id(),
                left.meetingId(),
                left.meetingName(),
                RecordingState.FINALIZING,
                left.recovered(),
                left.startedAt(),
                left.approval(),
                left.destination(),
                left.format(),
                left.endedAt(),
                left.endReason(),
                left.files(),
                left.beside(),
                left.gaps(),
                left.unlistedGaps(),
                left.error());
    }
}
