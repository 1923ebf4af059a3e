package dev.peerscribe.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room there is for recordings. */
final class DiskSpace {
    private final Path directory;

    DiskSpace(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** Free bytes where the directory is or will be; 0 where that cannot be told. */
    long free() {
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isWritable(existing)) {
            return 0;
        }
        try {
            return Files.getFileStore(existing).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
