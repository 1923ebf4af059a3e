package dev.peerscribe.signaling;

import java.util.Set;

/** The words of the member {@code signal_type}. */
final class SignalType {
    static final String SECURE_OFFER = "secure-offer";
    static final String SECURE_ANSWER = "secure-answer";
    static final String ICE_CANDIDATE = "ice-candidate";
    static final String CHAT = "chat";
    static final String HELLO = "hello";

    /** All but introductions, which bring the keys. */
    static final Set<String> MAY_BE_SEALED = Set.of(SECURE_OFFER, SECURE_ANSWER, ICE_CANDIDATE, CHAT);

    private SignalType() {}
}
