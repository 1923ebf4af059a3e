package dev.peerscribe.storage;

/** How far an upload is. */
public enum UploadState {
    /** It waits for its turn, or for the next attempt. */
    QUEUED,
    /** It is under way. */
    RUNNING,
    /** Everything is at the store and verified. */
    UPLOADED,
    /** Its recording was deleted; what it left at the store is being removed. */
    REMOVING
}
