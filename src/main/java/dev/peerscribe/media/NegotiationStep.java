package dev.peerscribe.media;

/** Something of a negotiation, or of what follows from it. */
@FunctionalInterface
interface NegotiationStep {
    void run() throws NegotiationException, InterruptedException;
}
