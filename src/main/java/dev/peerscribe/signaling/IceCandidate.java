package dev.peerscribe.signaling;

import org.jspecify.annotations.Nullable;

/**
 * A trickled candidate (RFC 8838), as hostile as the peer it came from.
 *
 * @param candidate the candidate attribute's text (RFC 8839 §5.1); empty ends the gathering
 * @param sdpMid the media section it belongs to, by mid
 * @param sdpMLineIndex the same by position from 0
 * @param usernameFragment the ICE generation it belongs to
 */
public record IceCandidate(
        String candidate,
        @Nullable String sdpMid,
        @Nullable Integer sdpMLineIndex,
        @Nullable String usernameFragment) {

    /** Whether this ends the gathering instead of naming an address. */
    public boolean endsGathering() {
        return candidate.isEmpty();
    }
}
