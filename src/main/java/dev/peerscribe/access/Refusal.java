package dev.peerscribe.access;

/** Why somebody is not let in. */
public enum Refusal {
    /** No credentials, or none that are good. */
    UNAUTHENTICATED,
    /** Good credentials that do not open this. */
    FORBIDDEN,
    /** More requests than one may make. */
    TOO_MANY,
    /** Whether the credentials are good cannot be told now. */
    UNAVAILABLE
}
