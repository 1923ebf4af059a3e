package dev.peerscribe.composite;

/** As many composites wait as may. */
public final class CompositeQueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CompositeQueueFullException(int most) {
        super(most + " composites wait already");
    }
}
