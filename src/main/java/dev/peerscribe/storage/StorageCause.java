package dev.peerscribe.storage;

import java.util.Locale;

/** Why an upload failed, and whose fault it is. */
public enum StorageCause {
    UNKNOWN_HOST(Fault.STORE, "the name of the store's host is unknown"),
    UNREACHABLE(Fault.STORE, "there is no connection to the store"),
    TIMEOUT(Fault.STORE, "the store gave no answer in time"),
    TLS(
            Fault.STORE,
            "no secure connection: the store's certificate is not trusted, has expired, or is for another host"),
    LOST(Fault.STORE, "the connection to the store was lost"),
    THROTTLED(Fault.STORE, "the store asks to be left alone for a while"),
    STORE_ERROR(Fault.STORE, "the store failed"),
    /** What the store has is not what was sent. */
    CORRUPT(Fault.STORE, "what arrived at the store has another checksum"),
    /** Nothing that the agent has in its credentials' place can be used. */
    CREDENTIALS(Fault.CONFIGURATION, "there are no credentials for the store that can be read"),
    /** It was, when the recording was made. */
    NO_STORE(Fault.CONFIGURATION, "no store of that name is configured"),
    DENIED(Fault.CONFIGURATION, "the store refuses the credentials, or what is done with them"),
    NO_BUCKET(Fault.CONFIGURATION, "the store has no such bucket"),
    /** The store understood and said no. */
    REJECTED(Fault.CONFIGURATION, "the store refuses the request"),
    /** A multipart upload that was begun is unknown there; it is begun anew. */
    NO_UPLOAD(Fault.STORE, "the store has forgotten the upload"),
    /** What a restart would know of the recording is not what is known now. */
    UNKEPT(Fault.OURS, "what is known of the recording cannot be written to the disk"),
    FILE(Fault.OURS, "a file of the recording cannot be read"),
    /** The file has another checksum than when it was completed. */
    CHANGED(Fault.OURS, "a file of the recording is not what it was when it was completed"),
    INTERNAL(Fault.OURS, "the agent failed; its log says more");

    private final Fault fault;
    private final String words;

    StorageCause(Fault fault, String words) {
        this.fault = fault;
        this.words = words;
    }

    public Fault fault() {
        return fault;
    }

    /** In words for a user. */
    public String words() {
        return words;
    }

    /** Whether another attempt of the same process may succeed; what does not pass waits for somebody, or for a restart. */
    boolean mayPass() {
        return switch (this) {
            case NO_STORE, FILE, CHANGED -> false;
            case UNKNOWN_HOST,
                    UNREACHABLE,
                    TIMEOUT,
                    TLS,
                    LOST,
                    THROTTLED,
                    STORE_ERROR,
                    CORRUPT,
                    CREDENTIALS,
                    DENIED,
                    NO_BUCKET,
                    REJECTED,
                    NO_UPLOAD,
                    UNKEPT,
                    INTERNAL -> true;
        };
    }

    /** As it stands in the tag of a meter. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Who has to do something. */
    public enum Fault {
        /** The agent, or its disk. */
        OURS,
        /** Whoever runs the store, or the way to it. */
        STORE,
        /** Whoever configured the agent, or what it may do at the store. */
        CONFIGURATION
    }
}
