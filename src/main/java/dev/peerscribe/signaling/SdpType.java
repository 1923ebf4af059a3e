package dev.peerscribe.signaling;

import java.util.Locale;

/** Which half of an offer/answer exchange (RFC 3264) a description is. */
public enum SdpType {
    OFFER,
    ANSWER;

    /** The word on the wire: {@code offer} or {@code answer}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
