package dev.peerscribe.relay;

import java.util.Locale;

/** Why a live output failed, and whose fault it is. */
public enum RelayCause {
    UNKNOWN_HOST(Fault.DESTINATION, "the host's name is unknown"),
    FORBIDDEN_ADDRESS(Fault.DESTINATION, "the host's name leads to an address that is not allowed"),
    REFUSED(Fault.DESTINATION, "the connection was refused"),
    TIMEOUT(Fault.DESTINATION, "no answer in time"),
    /** The certificate, or TLS before it. */
    TLS(Fault.DESTINATION, "no secure connection"),
    /** There was an answer, and it was no. */
    REJECTED(Fault.DESTINATION, "the destination does not take the stream"),
    /** It does not read. */
    STALLED(Fault.DESTINATION, "the destination reads too slowly, or not at all"),
    /** Of a meeting to be sent into. */
    NO_MEETING(Fault.DESTINATION, "the agent is not in that meeting, or not any more"),
    /** As above. */
    TAKEN(Fault.DESTINATION, "something else is sent into that meeting"),
    LOST(Fault.DESTINATION, "the connection was lost"),
    DISK(Fault.OURS, "the files cannot be written"),
    ENCODER(Fault.OURS, "sound or picture cannot be encoded"),
    INTERNAL(Fault.OURS, "the agent failed; its log says more");

    private final Fault fault;
    private final String words;

    RelayCause(Fault fault, String words) {
        this.fault = fault;
        this.words = words;
    }

    public Fault fault() {
        return fault;
    }

    /** Whether trying again cannot help. */
    boolean isForGood() {
        return this == NO_MEETING;
    }

    String words() {
        return words;
    }

    /** As it stands in the tag of a meter. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Who has to do something. */
    public enum Fault {
        /** The agent. */
        OURS,
        /** Whoever runs the destination, or the way to it. */
        DESTINATION
    }
}
