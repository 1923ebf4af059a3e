package dev.peerscribe.composite;

/** Asked at every step of long work whether it is still wanted. */
@FunctionalInterface
interface StopSignal {
    /** Throws where the work is to end. */
    void check() throws StoppedException;

    /** A picture of the film is made; may take a rest. */
    default void pictureMade() {
        // whoever asks for pace or progress says so
    }
}
