package dev.peerscribe.relay;

import dev.peerscribe.stage.Layout;
import org.jspecify.annotations.Nullable;

/**
 * What is to go where, not yet checked.
 *
 * @param target a URL, which may hold a stream key or a passphrase
 * @param token of WHIP; null for none
 * @param participant id of the peer whose sound and picture it is; null for the first that sends
 * @param layout of everybody in one picture and one sound, instead of a participant; null for a participant
 */
public record RelayRequest(
        String target,
        @Nullable String participant,
        @Nullable String token,
        @Nullable Layout layout) {
    /** One participant, without a token. */
    public RelayRequest(String target, @Nullable String participant) {
        this(target, participant, null, null);
    }

    /** Without the target and the token. */
    @Override
    public String toString() {
        return "RelayRequest[participant=" + participant + ", layout=" + layout + "]";
    }
}
