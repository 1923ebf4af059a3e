package dev.peerscribe.identity;

/** Whose keys are trusted in a meeting. */
public enum TrustPolicy {
    /** Everybody's: a key tells peers apart and nothing more. */
    ANY,
    /** The key with which a name first came; a name that comes with another key is an alarm. */
    PIN_ON_FIRST_USE,
    /** Those whose fingerprints were configured. */
    ALLOW_LIST
}
