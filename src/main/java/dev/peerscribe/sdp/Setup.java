package dev.peerscribe.sdp;

import java.util.Locale;

/** Who begins the DTLS handshake (RFC 8842 §4.1, RFC 4145 §4): the active end is the client. */
enum Setup {
    ACTPASS,
    ACTIVE,
    PASSIVE,
    HOLDCONN;

    private final String value = name().toLowerCase(Locale.ROOT);

    String value() {
        return value;
    }
}
