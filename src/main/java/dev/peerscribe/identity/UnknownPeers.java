package dev.peerscribe.identity;

/** What becomes of a peer whose key the policy does not trust. */
public enum UnknownPeers {
    /** It is refused. */
    REFUSE,
    /** It is recorded like the others, but marked. */
    FLAG,
    /** It waits until somebody approves it, or its time is up. */
    HOLD
}
