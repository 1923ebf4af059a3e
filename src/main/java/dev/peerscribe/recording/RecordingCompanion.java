package dev.peerscribe.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What goes along with every recording and leaves something beside its media. What it throws is told and costs its own
 * files only.
 */
public interface RecordingCompanion {
    /**
     * A recording begins; on the thread of whoever began it, so it neither waits nor writes.
     *
     * @param folder the recording's own, which is there
     */
    void begin(RecordingSnapshot recording, Path folder);

    /**
     * The media of a recording are complete, also of one that an earlier run began; called before it is told to be so, on
     * the one thread of all recordings' ends: bounded in time.
     *
     * @return the files that it leaves beside the media
     */
    List<BesideFile> complete(RecordingSnapshot recording, Path folder) throws IOException;

    /** Goes along with nothing. */
    RecordingCompanion NONE = new RecordingCompanion() {
        @Override
        public void begin(RecordingSnapshot recording, Path folder) {
            // nothing to go along with
        }

        @Override
        public List<BesideFile> complete(RecordingSnapshot recording, Path folder) {
            return List.of();
        }
    };
}
