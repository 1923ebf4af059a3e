package dev.peerscribe.media;

/** Makes links. One engine a process; it outlives all its links. */
public interface MediaEngine extends AutoCloseable {
    /** A new link, to be closed by the caller. */
    PeerLink open(PeerLinkListener listener);

    /** Ends the engine; every link must be closed before. */
    @Override
    void close();
}
