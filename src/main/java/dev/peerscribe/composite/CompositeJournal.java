package dev.peerscribe.composite;

import dev.peerscribe.composite.CompositeSnapshot.Film;
import dev.peerscribe.recording.JsonFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Keeps what is known of each composite in its folder, so that it outlives the process. */
final class CompositeJournal {
    private static final Logger log = LoggerFactory.getLogger(CompositeJournal.class);

    private static final String NAME = "composite.json";
    private static final int VERSION = 1;
    private static final int LARGEST = 1 << 20;
    private static final int MOST = 100_000;
    private static final Pattern RECORDING = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern FOLDER = Pattern.compile("(" + RECORDING + ")\\.(" + ID + ")");

    private final Path directory;
    private final JsonFile<Page> pages;

    /** How a film is cut: a run that goes on with it must do so as the one before. */
    record Cut(int frameRate, long partMillis) {}

    /** A composite with what only its making needs. */
    record Entry(CompositeSnapshot composite, Cut cut) {}

    /** The form on disk. */
    record Page(
            int version,
            @Nullable CompositeSnapshot composite,
            @Nullable Cut cut) {}

    CompositeJournal(Path directory, JsonMapper json) {
        this.directory = directory.toAbsolutePath().normalize();
        pages = new JsonFile<>(json, Page.class, LARGEST);
    }

    /** The folder of a composite, whose ids are checked: nothing else is ever resolved. */
    Path folder(String recordingId, String id) {
        if (!RECORDING.matcher(recordingId).matches() || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not the ids of a composite");
        }
        return directory.resolve(recordingId + "." + id);
    }

    /** Replaces the entry of a composite, whose folder is made where it is not there. */
    void write(Entry entry) throws IOException {
        Path folder = folder(entry.composite().recordingId(), entry.composite().id());
        Files.createDirectories(folder);
        pages.write(folder.resolve(NAME), new Page(VERSION, entry.composite(), entry.cut()));
    }

    /** Every entry that can be read; the others are left alone. */
    List<Entry> read() {
        List<Entry> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory)) {
            for (Path folder : folders) {
                Matcher ours = FOLDER.matcher(folder.getFileName().toString());
                if (ours.matches()
                        && found.size() < MOST
                        && Files.isRegularFile(folder.resolve(NAME), LinkOption.NOFOLLOW_LINKS)) {
                    read(ours.group(1), ours.group(2), folder.resolve(NAME), found);
                }
            }
        } catch (IOException e) {
            log.warn(
                    "The composites of earlier runs cannot be listed: {}",
                    e.getClass().getSimpleName());
        }
        return found;
    }

    private void read(String recordingId, String id, Path file, List<Entry> into) {
        try {
            into.add(valid(recordingId, id, pages.read(file)));
        } catch (IOException e) {
            log.warn("The journal of composite {} is left alone: {}", id, e.getMessage());
        }
    }

    @SuppressWarnings("NullAway") // what JSON left out is null whatever the type says: that is what is checked
    private static Entry valid(String recordingId, String id, Page page) throws IOException {
        CompositeSnapshot read = page.version() != VERSION ? null : page.composite();
        Cut cut = page.cut();
        if (read == null || cut == null) {
            throw new IOException("it holds no composite of version " + VERSION);
        }
        if (!id.equals(read.id()) || !recordingId.equals(read.recordingId())) {
            throw new IOException("its ids are not those of the folder");
        }
        CompositeRequest request = read.request();
        if (read.meetingId() == null
                || read.state() == null
                || read.createdAt() == null
                || request == null
                || request.layout() == null
                || request.format() == null) {
            throw new IOException("meetingId, state, createdAt and request must be there");
        }
        if (cut.frameRate() < 1 || cut.frameRate() > 60 || cut.partMillis() < 1 || cut.partMillis() > 600_000) {
            throw new IOException("its frame rate or parts are none of ours");
        }
        Film film = read.file();
        if (film != null
                && (!("composite." + request.format().extension()).equals(film.name()) || film.sha256() == null)) {
            throw new IOException("its film's name is none of ours");
        }
        if ((read.state() == CompositeState.COMPLETE) != (film != null)) {
            throw new IOException("it is complete without a film, or has one before");
        }
        return new Entry(
                new CompositeSnapshot(
                        id,
                        recordingId,
                        read.meetingId(),
                        request,
                        read.state(),
                        read.createdAt(),
                        Math.clamp(read.progress(), 0, 1),
                        film,
                        read.notes() == null ? List.of() : List.copyOf(read.notes()),
                        read.error()),
                cut);
    }

    /** Removes a composite with all that is there of it. */
    void remove(String recordingId, String id) {
        Path folder = folder(recordingId, id);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Files.deleteIfExists(entry);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            log.warn("Composite {} could not be removed whole: {}", id, e.getMessage());
        }
    }

    /** Removes the parts of a composite that needs them no more. */
    void removeParts(String recordingId, String id) {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder(recordingId, id), "part-*")) {
            for (Path part : parts) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            log.warn("The parts of composite {} could not be removed: {}", id, e.getMessage());
        }
    }

    /** Since no clock of the file system's is asked, names say who was first only by what was written in them. */
    static int byAge(CompositeSnapshot one, CompositeSnapshot other) {
        Instant first = one.createdAt();
        int age = first.compareTo(other.createdAt());
        return age != 0 ? age : one.id().compareTo(other.id());
    }
}
