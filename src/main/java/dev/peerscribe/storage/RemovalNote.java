package dev.peerscribe.storage;

import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.RecordingCompanion;
import dev.peerscribe.recording.RecordingSnapshot;
import java.nio.file.Path;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Notes that a recording's objects are to go with it before its folder does, so that they go although the process dies in
 * between.
 */
@Component
class RemovalNote implements RecordingCompanion {
    private final StorageProperties properties;
    private final UploadRegister register;

    RemovalNote(StorageProperties properties, UploadRegister register) {
        this.properties = properties;
        this.register = register;
    }

    @Override
    public void begin(RecordingSnapshot recording, Path folder) {
        // there is nothing at a store yet
    }

    @Override
    public List<BesideFile> complete(RecordingSnapshot recording, Path folder) {
        return List.of();
    }

    @Override
    public void removing(RecordingSnapshot recording) {
        if (properties.uploads().deleteObjects()) {
            register.noteRemoval(recording.id());
        }
    }
}
