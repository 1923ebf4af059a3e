package dev.peerscribe.storage;

/** Something with a store, or with what is to go there, went wrong. */
final class StorageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final StorageCause reason;

    StorageException(StorageCause reason) {
        super(reason.words());
        this.reason = reason;
    }

    StorageException(StorageCause reason, Throwable cause) {
        super(reason.words(), cause);
        this.reason = reason;
    }

    StorageCause reason() {
        return reason;
    }
}
