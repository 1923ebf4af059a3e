package dev.peerscribe.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What goes along with every recording and leaves something beside its media. What it throws is told and costs its own
 * files only. Where there are several, they come in their {@code @Order}: each finds in the recording what those before it
 * left, so that what proves all of it comes last.
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
     * @param recording with what companions before this one left beside the media
     * @return the files that it leaves there itself
     */
    List<BesideFile> complete(RecordingSnapshot recording, Path folder) throws IOException;

    /**
     * A finished recording is about to be removed, by somebody's wish; on the thread of whoever removes it. What must follow
     * from that although the process may die before its end is on the disk when this returns.
     */
    default void removing(RecordingSnapshot recording) {}
}
