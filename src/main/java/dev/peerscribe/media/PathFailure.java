package dev.peerscribe.media;

import java.util.Locale;

/** Why the path to a peer was given up. */
enum PathFailure {
    /** It did not come about in time. */
    CONNECT_TIMEOUT,
    /** It did not come about, and the engine tries no more. */
    TRANSPORT_FAILED,
    /** It broke and did not come back in time. */
    DISCONNECTED;

    /** As it stands in events and meters, such as {@code connect-timeout}. */
    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
