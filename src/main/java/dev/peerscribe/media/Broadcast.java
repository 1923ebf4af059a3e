package dev.peerscribe.media;

import dev.peerscribe.signaling.SessionDescription;

/**
 * Tracks of the agent's own on a link to somebody who is no peer of a meeting, and who sends nothing back; the caller
 * carries the descriptions. Owned by one thread, which may block for a bounded time; its one listener is the other side.
 */
public interface Broadcast extends Voice {
    /** The one offer, with the addresses that were found in a bounded time. */
    SessionDescription offer() throws NegotiationException, InterruptedException;

    /** Takes the answer, which may be anything. */
    void accept(SessionDescription answer) throws NegotiationException, InterruptedException;

    /** How the transport is; any thread. */
    LinkState state();
}
