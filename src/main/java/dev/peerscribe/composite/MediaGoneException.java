package dev.peerscribe.composite;

import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.Recordings;

/** The media of a recording are no longer on this disk, and films are made of nothing else. */
public final class MediaGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private MediaGoneException(String recordingId) {
        super("the media of recording " + recordingId
                + " are no longer on the agent's disk, and films are made of nothing else");
    }

    /** Throws where none of them is there. */
    static void check(Recordings recordings, RecordingSnapshot recording) {
        if (!recording.files().isEmpty()
                && recording.files().stream()
                        .noneMatch(file ->
                                recordings.file(recording.id(), file.name()).isPresent())) {
            throw new MediaGoneException(recording.id());
        }
    }
}
