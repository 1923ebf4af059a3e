package dev.peerscribe.recording;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Keeps what is known of each recording beside its files, so that it outlives the process. */
final class RecordingJournal {
    private static final Logger log = LoggerFactory.getLogger(RecordingJournal.class);

    /** Names that we give to files; no other is ever resolved. */
    static final Pattern FILE = Pattern.compile("([A-Za-z0-9_-]{1,80})-[0-9]{1,9}\\.(webm|mkv|mp4)");

    private static final Pattern BESIDE =
            Pattern.compile("[a-z][a-z-]{0,40}\\.(jsonl|vtt|jpg)|[A-Za-z0-9_-]{1,80}-poster\\.jpg");

    private static final String NAME = "recording.json";
    private static final int VERSION = 1;
    private static final int LARGEST = 16 << 20;

    private final Path directory;
    private final JsonFile<Entry> entries;
    private final RecordingMetrics metrics;

    /** The form on disk. */
    record Entry(int version, @Nullable RecordingSnapshot recording) {}

    RecordingJournal(Path directory, JsonMapper json, RecordingMetrics metrics) {
        this.directory = directory.toAbsolutePath().normalize();
        entries = new JsonFile<>(json, Entry.class, LARGEST);
        this.metrics = metrics;
    }

    Path folder(String id) {
        if (!RecordingIds.FORM.matcher(id).matches()) {
            throw new IllegalArgumentException("not the id of a recording");
        }
        return directory.resolve(id);
    }

    /** Replaces the entry of a recording; whoever reads finds the old or the new one, whole. */
    void write(RecordingSnapshot recording) throws IOException {
        entries.write(folder(recording.id()).resolve(NAME), new Entry(VERSION, recording));
    }

    /** Every entry that can be read; the others are counted and left alone. */
    List<RecordingSnapshot> read() {
        List<RecordingSnapshot> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory)) {
            for (Path folder : folders) {
                String id = folder.getFileName().toString();
                if (RecordingIds.FORM.matcher(id).matches()
                        && Files.exists(folder.resolve(NAME), LinkOption.NOFOLLOW_LINKS)) {
                    read(id, folder.resolve(NAME), found);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.warn(
                    "The recordings of earlier runs cannot be listed: {}",
                    e.getClass().getSimpleName());
        }
        return found;
    }

    private void read(String id, Path file, List<RecordingSnapshot> into) {
        try {
            into.add(valid(id, entries.read(file)));
        } catch (IOException e) {
            metrics.journalRejected();
            log.warn("The journal of recording {} is left alone: {}", id, e.getMessage());
        }
    }

    @SuppressWarnings("NullAway") // as below
    private static @Nullable RecordingApproval approval(@Nullable RecordingApproval read) throws IOException {
        if (read != null && (read.at() == null || read.by() == null)) {
            throw new IOException("an approval lacks its time or who gave it");
        }
        return read;
    }

    @SuppressWarnings("NullAway") // as below
    private static @Nullable RecordingDestination destination(@Nullable RecordingDestination read) throws IOException {
        if (read != null
                && ((read.store() != null && !RecordingDestination.isStore(read.store()))
                        || read.prefix() == null
                        || !RecordingDestination.isPrefix(read.prefix()))) {
            throw new IOException("its destination is none");
        }
        return read;
    }

    private static @Nullable UnlistedGaps unlisted(@Nullable UnlistedGaps read) throws IOException {
        if (read != null && (read.count() < 0 || !(read.seconds() >= 0))) {
            throw new IOException("the number of unlisted gaps, or how long they are, is negative");
        }
        return read;
    }

    @SuppressWarnings("NullAway") // what JSON left out is null whatever the type says: that is what is checked
    private static RecordingSnapshot valid(String id, Entry entry) throws IOException {
        RecordingSnapshot read = entry.version() != VERSION ? null : entry.recording();
        if (read == null) {
            throw new IOException("it holds no recording of version " + VERSION);
        }
        if (!id.equals(read.id())) {
            throw new IOException("id is not that of the folder");
        }
        if (read.meetingId() == null || read.state() == null || read.startedAt() == null) {
            throw new IOException("meetingId, state and startedAt must be there");
        }
        List<RecordedFile> files = read.files() == null ? List.of() : read.files();
        for (RecordedFile file : files) {
            if (file == null
                    || file.name() == null
                    || !FILE.matcher(file.name()).matches()
                    || file.peer() == null) {
                throw new IOException("a file's name is none of ours");
            }
            if (file.tracks() == null || !(file.offsetSeconds() >= 0) || !(file.durationSeconds() >= 0)) {
                throw new IOException("a file's tracks or times are missing");
            }
        }
        List<BesideFile> beside = read.beside() == null ? List.of() : read.beside();
        for (BesideFile file : beside) {
            if (file == null
                    || file.name() == null
                    || !BESIDE.matcher(file.name()).matches()
                    || file.kind() == null
                    || file.sha256() == null) {
                throw new IOException("a file beside the media is none of ours");
            }
        }
        List<RecordingGap> gaps = read.gaps() == null ? List.of() : read.gaps();
        for (RecordingGap gap : gaps) {
            if (gap == null || gap.peer() == null || gap.kind() == null || gap.from() == null || gap.to() == null) {
                throw new IOException("a gap lacks its peer, kind or times");
            }
        }
        return new RecordingSnapshot(
                read.id(),
                read.meetingId(),
                read.meetingName(),
                read.state(),
                read.recovered(),
                read.startedAt(),
                approval(read.approval()),
                destination(read.destination()),
                read.format(),
                read.endedAt(),
                read.endReason(),
                List.copyOf(files),
                List.copyOf(beside),
                List.copyOf(gaps),
                unlisted(read.unlistedGaps()),
                read.error());
    }
}
