package dev.peerscribe.composite;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Films made of finished recordings, in the background. Every method may be called from any thread. */
public interface Composites {
    /**
     * Asks for one; it waits for its turn and outlives a restart.
     *
     * @return empty where there is no such recording
     * @throws CompositeConflictException where the recording is not complete, or more than is made of one
     * @throws MediaGoneException where its media are no longer on this disk
     * @throws CompositeQueueFullException where as many wait as may
     */
    Optional<CompositeSnapshot> request(String recordingId, CompositeRequest request);

    /** Those of a recording, the oldest first. */
    List<CompositeSnapshot> list(String recordingId);

    Optional<CompositeSnapshot> find(String recordingId, String compositeId);

    /** The path of a finished film. */
    Optional<Path> file(String recordingId, String compositeId);

    /** Cancels or removes one; what there is of it goes within moments. False where there is none. */
    boolean remove(String recordingId, String compositeId);
}
