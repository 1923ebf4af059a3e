package dev.peerscribe.storage;

/** Where finished recordings go. */
public enum StorageType {
    /** They stay where they were made. */
    LOCAL,
    /** They are uploaded to a store that speaks S3. */
    S3
}
