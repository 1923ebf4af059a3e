package dev.peerscribe.media;

/** A link was asked of an engine that has ended; it is not started again for it. */
public final class EngineClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public EngineClosedException(EngineKind engine) {
        super("the engine " + engine + " has ended and makes no more links");
    }
}
