package dev.peerscribe.relay;

import org.jspecify.annotations.Nullable;

/**
 * What is to go where, not yet checked.
 *
 * @param target a URL, which may hold a stream key or a passphrase
 * @param token of WHIP; null for none
 * @param participant id of the peer whose sound and picture it is; null for the first that sends
 */
public record RelayRequest(
        String target,
        @Nullable String participant,
        @Nullable String token) {
    /** Without a token. */
    public RelayRequest(String target, @Nullable String participant) {
        this(target, participant, null);
    }

    /** Without the target and the token. */
    @Override
    public String toString() {
        return "RelayRequest[participant=" + participant + "]";
    }
}
