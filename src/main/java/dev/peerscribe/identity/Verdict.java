package dev.peerscribe.identity;

import org.jspecify.annotations.Nullable;

/**
 * What is thought of a peer at one moment.
 *
 * @param reason why it is not simply trusted; null where it is, or where the policy asks for nothing
 */
public record Verdict(Trust trust, @Nullable TrustReason reason) {
    /** Of a peer that nobody has judged, or of which nothing is asked. */
    public static final Verdict UNKNOWN = new Verdict(Trust.UNKNOWN, null);

    static Verdict of(Trust trust) {
        return new Verdict(trust, null);
    }

    static Verdict refused(TrustReason reason) {
        return new Verdict(Trust.REFUSED, reason);
    }

    /** Whether there may be media with the peer. */
    public boolean isAdmitted() {
        return trust.isAdmitted();
    }

    /** Whether somebody's approval would change it: the peer waits, or was let in and marked. */
    public boolean isOpen() {
        return reason != null && trust != Trust.REFUSED;
    }
}
