package dev.peerscribe.sdp;

import java.util.Locale;

/** Who sends in a media section, or a header extension, seen from who wrote the description (RFC 8866 §6.7). */
enum Direction {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    private final String attribute = name().toLowerCase(Locale.ROOT);

    String attribute() {
        return attribute;
    }

    boolean sends() {
        return this == SENDRECV || this == SENDONLY;
    }

    boolean receives() {
        return this == SENDRECV || this == RECVONLY;
    }
}
