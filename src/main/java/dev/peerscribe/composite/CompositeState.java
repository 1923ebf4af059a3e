package dev.peerscribe.composite;

/** The life of a composite, as the REST contract names it. */
public enum CompositeState {
    QUEUED,
    RUNNING,
    COMPLETE,
    FAILED;

    boolean over() {
        return this == COMPLETE || this == FAILED;
    }
}
