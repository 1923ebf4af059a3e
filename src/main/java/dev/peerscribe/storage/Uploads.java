package dev.peerscribe.storage;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The way of finished recordings to the store. Every method may be called from any thread. */
public interface Uploads {
    /** The upload of a recording; empty where it stays on this disk. */
    Optional<UploadSnapshot> find(String recordingId);

    /** All of them, the oldest first. */
    List<UploadSnapshot> list();

    /**
     * How many recordings this process may still bring to a store: on their way, waiting for another attempt, or just
     * finished. What no attempt of this process can bring there is none of them.
     */
    int pending();

    /**
     * A link by which whoever has it may read a file from the store for a while; empty where the file is not there or links
     * are switched off. Asks nobody.
     *
     * @param head whether the link answers HEAD, and else GET: it is signed for one of them
     */
    Optional<URI> link(String recordingId, String name, boolean head);
}
