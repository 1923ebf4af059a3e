package dev.peerscribe.sdp;

import java.util.Optional;

/** The RTCP feedback that can be given (RFC 4585 §4.2, RFC 5104 §7.1); other kinds are not read. */
public enum Feedback {
    /** Generic NACK (RFC 4585 §6.2.1). */
    NACK("nack"),
    /** Picture loss indication (RFC 4585 §6.3.1). */
    NACK_PLI("nack pli"),
    /** Full intra request (RFC 5104 §4.3.1). */
    CCM_FIR("ccm fir"),
    /** Receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb). */
    GOOG_REMB("goog-remb"),
    /** Arrival times for congestion control at the sender (draft-holmer-rmcat-transport-wide-cc-extensions). */
    TRANSPORT_CC("transport-cc");

    private final String value;

    Feedback(String value) {
        this.value = value;
    }

    String value() {
        return value;
    }

    static Optional<Feedback> of(String value) {
        for (Feedback feedback : values()) {
            if (feedback.value.equals(value)) {
                return Optional.of(feedback);
            }
        }
        return Optional.empty();
    }
}
