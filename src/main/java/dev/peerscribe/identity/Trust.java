package dev.peerscribe.identity;

/** What is known of who holds a peer's key, and what follows for it. */
public enum Trust {
    /** Nothing: the policy asks for nothing, or the peer is let in and marked; then there is a {@link TrustReason}. */
    UNKNOWN(true),
    /** It is the key with which the peer's name came before. */
    PINNED(true),
    /** Its fingerprint is on the allow-list. */
    ALLOWED(true),
    /** Somebody approved it in this meeting. */
    APPROVED(true),
    /** The peer's name came with another key before; it is let in and marked. */
    CHANGED(true),
    /** It waits to be approved. */
    WAITING(false),
    /** It is refused. */
    REFUSED(false);

    private final boolean admitted;

    Trust(boolean admitted) {
        this.admitted = admitted;
    }

    /** Whether there may be media with the peer. */
    public boolean isAdmitted() {
        return admitted;
    }
}
