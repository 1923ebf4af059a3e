package dev.peerscribe.media;

/** Makes links. One engine of a kind a process; it outlives all its links. Loads what it needs with its first link at the latest. */
public interface MediaEngine extends AutoCloseable {
    EngineKind kind();

    /** Whether it is loaded; false before it is needed. */
    boolean isRunning();

    /** Links that are open. */
    int links();

    /**
     * A new link, to be closed by the caller.
     *
     * @throws EngineClosedException after {@link #close}
     */
    PeerLink open(PeerLinkListener listener);

    /** Ends the engine; every link must be closed before. */
    @Override
    void close();
}
