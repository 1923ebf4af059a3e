package dev.peerscribe.storage;

import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.Recordings;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of a recording goes where, and in which order. */
final class UploadPlan {
    /** What stands beside every recording and goes along, the proof at the end: where it is, everything is. */
    private static final List<String> LAST = List.of("recording.json", "manifest.jws");

    private final Recordings recordings;
    private final Clock clock;

    UploadPlan(Recordings recordings, Clock clock) {
        this.recordings = recordings;
        this.clock = clock;
    }

    /** Whether a file stays here when the local copy goes: it says what the recording is. */
    static boolean stays(String name) {
        return LAST.contains(name);
    }

    /** An upload that is still to be begun. */
    UploadEntry of(RecordingSnapshot recording, Store store) {
        return entry(
                recording,
                store.name(),
                Objects.requireNonNull(store.settings().bucket(), "bucket"),
                files(recording, store.settings().prefix()));
    }

    /** One to a store that is not configured: it waits until that is. */
    UploadEntry ofUnknown(RecordingSnapshot recording, String store) {
        return entry(recording, store, null, List.of());
    }

    private List<UploadEntry.File> files(RecordingSnapshot recording, String storePrefix) {
        RecordingDestination destination = recording.destination();
        String prefix = storePrefix + (destination == null ? "" : destination.prefix()) + recording.id() + "/";
        List<UploadEntry.File> files = new ArrayList<>();
        for (RecordedFile file : recording.files()) {
            files.add(new UploadEntry.File(file.name(), prefix + file.name(), file.bytes(), file.sha256(), null, null));
        }
        for (BesideFile file : recording.beside()) {
            files.add(new UploadEntry.File(file.name(), prefix + file.name(), file.bytes(), file.sha256(), null, null));
        }
        recordings.folder(recording.id()).ifPresent(folder -> {
            for (String name : LAST) {
                Path path = folder.resolve(name);
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(new UploadEntry.File(
                            name, prefix + name, path.toFile().length(), null, null, null));
                }
            }
        });
        return files;
    }

    private UploadEntry entry(
            RecordingSnapshot recording, String store, @Nullable String bucket, List<UploadEntry.File> files) {
        return new UploadEntry(
                recording.id(),
                recording.meetingId(),
                store,
                UploadState.QUEUED,
                clock.instant(),
                null,
                bucket,
                files,
                0,
                null,
                null,
                true,
                false);
    }

    /** Whether one was begun to where it goes by now: somebody may have configured another place meanwhile. */
    static boolean sameDestination(UploadEntry begun, UploadEntry now) {
        return begun.store().equals(now.store())
                && Objects.equals(begun.bucket(), now.bucket())
                && keys(begun).equals(keys(now));
    }

    private static List<String> keys(UploadEntry entry) {
        return entry.files().stream().map(UploadEntry.File::key).toList();
    }
}
