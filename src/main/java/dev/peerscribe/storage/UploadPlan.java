package dev.peerscribe.storage;

import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.Recordings;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What of a recording goes where, and in which order. */
final class UploadPlan {
    /** What stands beside every recording and goes along, the proof at the end: where it is, everything is. */
    private static final List<String> LAST = List.of("recording.json", "manifest.jws");

    private final StorageProperties.S3 settings;
    private final Recordings recordings;
    private final Clock clock;

    UploadPlan(StorageProperties.S3 settings, Recordings recordings, Clock clock) {
        this.settings = settings;
        this.recordings = recordings;
        this.clock = clock;
    }

    /** Whether a file stays here when the local copy goes: it says what the recording is. */
    static boolean stays(String name) {
        return LAST.contains(name);
    }

    /** An upload that is still to be begun. */
    UploadEntry of(RecordingSnapshot recording) {
        String prefix = settings.prefix() + recording.id() + "/";
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
        return new UploadEntry(
                recording.id(),
                recording.meetingId(),
                UploadState.QUEUED,
                clock.instant(),
                null,
                Objects.requireNonNull(settings.bucket(), "bucket"),
                files,
                0,
                null,
                null,
                true,
                false);
    }

    /** Whether one was begun to where it goes by now: somebody may have configured another place meanwhile. */
    static boolean sameDestination(UploadEntry begun, UploadEntry now) {
        return begun.bucket().equals(now.bucket()) && keys(begun).equals(keys(now));
    }

    private static List<String> keys(UploadEntry entry) {
        return entry.files().stream().map(UploadEntry.File::key).toList();
    }
}
