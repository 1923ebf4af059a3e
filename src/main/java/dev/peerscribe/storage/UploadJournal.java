package dev.peerscribe.storage;

import dev.peerscribe.recording.JsonFile;
import dev.peerscribe.recording.RecordingDestination;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Keeps what is known of each upload in a file of its own, so that it outlives the process. */
final class UploadJournal {
    private static final Logger log = LoggerFactory.getLogger(UploadJournal.class);

    private static final int VERSION = 1;
    private static final int LARGEST = 4 << 20;
    private static final int MOST = 1_000_000;
    private static final int MOST_FILES = 100_000;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern FILE = Pattern.compile("(" + ID + ")\\.json");
    /** Names of files that are uploaded; no other is ever resolved. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,150}");

    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9._-]{3,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int LONGEST = 2048;

    private final Path directory;
    private final JsonFile<Page> pages;
    private final StorageMetrics metrics;

    /** The form on disk. */
    record Page(int version, @Nullable UploadEntry upload) {}

    UploadJournal(Path directory, JsonMapper json, StorageMetrics metrics) {
        this.directory = directory.toAbsolutePath().normalize();
        pages = new JsonFile<>(json, Page.class, LARGEST);
        this.metrics = metrics;
    }

    private Path file(String recordingId) {
        if (!ID.matcher(recordingId).matches()) {
            throw new IllegalArgumentException("not the id of a recording");
        }
        return directory.resolve(recordingId + ".json");
    }

    private Path rejected(String recordingId) {
        return directory.resolve(recordingId + ".json.rejected");
    }

    /** Replaces the entry of an upload; whoever reads finds the old or the new one, whole. */
    void write(UploadEntry entry) throws IOException {
        Files.createDirectories(directory);
        pages.write(file(entry.recordingId()), new Page(VERSION, entry));
    }

    void remove(String recordingId) {
        try {
            Files.deleteIfExists(file(recordingId));
            Files.deleteIfExists(rejected(recordingId));
        } catch (IOException e) {
            log.warn("The journal of upload {} could not be removed: {}", recordingId, e.toString());
        }
    }

    /** Every entry that can be read; the others are counted and set aside, for their uploads begin anew. */
    List<UploadEntry> read() {
        List<UploadEntry> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
            for (Path file : files) {
                Matcher ours = FILE.matcher(file.getFileName().toString());
                if (ours.matches() && found.size() < MOST) {
                    read(ours.group(1), file, found);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.warn("The uploads of earlier runs cannot be listed: {}", e.toString());
        }
        return found;
    }

    private void read(String recordingId, Path file, List<UploadEntry> into) {
        try {
            into.add(valid(recordingId, pages.read(file)));
        } catch (IOException e) {
            metrics.journalRejected();
            log.warn("The journal of upload {} is set aside: {}", recordingId, e.getMessage());
            setAside(recordingId, file);
        }
    }

    /** Nobody reads it any more, but whoever looks for what became of it. */
    private void setAside(String recordingId, Path file) {
        try {
            Files.move(file, rejected(recordingId), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            log.warn("The journal of upload {} could not be set aside: {}", recordingId, e.toString());
        }
    }

    @SuppressWarnings("NullAway") // what JSON left out is null whatever the type says: that is what is checked
    private static UploadEntry valid(String recordingId, Page page) throws IOException {
        UploadEntry read = page.version() != VERSION ? null : page.upload();
        if (read == null) {
            throw new IOException("it holds no upload of version " + VERSION);
        }
        if (!recordingId.equals(read.recordingId())) {
            throw new IOException("recordingId is not that of the file's name");
        }
        if (read.meetingId() == null || read.state() == null || read.createdAt() == null) {
            throw new IOException("meetingId, state and createdAt must be there");
        }
        if (!RecordingDestination.isStore(read.store())) {
            throw new IOException("store is no name of one");
        }
        if (read.bucket() == null
                ? !read.files().isEmpty()
                : !BUCKET.matcher(read.bucket()).matches()) {
            throw new IOException("bucket is none");
        }
        if (read.failures() < 0 || read.files().size() > MOST_FILES) {
            throw new IOException("failures or files are out of range");
        }
        for (UploadEntry.File file : read.files()) {
            check(file);
        }
        if (read.state() == UploadState.UPLOADED && (read.uploadedAt() == null || !read.complete())) {
            throw new IOException("it is uploaded without all of its files being");
        }
        if (!read.localCopy() && read.state() != UploadState.UPLOADED && read.state() != UploadState.REMOVING) {
            throw new IOException("its local copy has gone before it was uploaded");
        }
        return read.state() == UploadState.RUNNING ? read.with(UploadState.QUEUED) : read;
    }

    @SuppressWarnings("NullAway") // as above
    private static void check(UploadEntry.File file) throws IOException {
        if (file.name() == null
                || !NAME.matcher(file.name()).matches()
                || file.key() == null
                || file.key().length() > LONGEST
                || !file.key().endsWith("/" + file.name())
                || file.bytes() < 0) {
            throw new IOException("a file's name, key or size is none of ours");
        }
        if (file.sha256() != null && !SHA256.matcher(file.sha256()).matches()) {
            throw new IOException("a file's sha256 is none");
        }
        if (file.etag() != null && file.etag().length() > LONGEST) {
            throw new IOException("an etag is too long");
        }
        UploadEntry.Multipart multipart = file.multipart();
        if (multipart != null
                && (multipart.uploadId() == null
                        || multipart.uploadId().isEmpty()
                        || multipart.uploadId().length() > LONGEST
                        || multipart.partBytes() < 1)) {
            throw new IOException("an upload in parts has no id or no size");
        }
    }
}
