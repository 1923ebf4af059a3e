package dev.peerscribe.signaling;

/** The words of the member {@code signal_type}. */
final class SignalType {
    static final String SECURE_OFFER = "secure-offer";
    static final String SECURE_ANSWER = "secure-answer";
    static final String ICE_CANDIDATE = "ice-candidate";
    static final String CHAT = "chat";
    static final String HELLO = "hello";
    static final String ACK = "ack";

    private SignalType() {}
}
