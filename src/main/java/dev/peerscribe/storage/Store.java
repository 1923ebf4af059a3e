package dev.peerscribe.storage;

/** A store with what is configured of it. */
record Store(String name, StorageProperties.S3 settings, ObjectStore objects) {}
