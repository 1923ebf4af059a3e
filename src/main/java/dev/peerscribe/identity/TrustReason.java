package dev.peerscribe.identity;

import java.util.Locale;

/** Why a peer is not simply trusted. */
public enum TrustReason {
    /** Its fingerprint is not on the allow-list. */
    NOT_LISTED,
    /** It announced no name that its key could be pinned to. */
    NO_NAME,
    /** Its name came with another key before. */
    KEY_CHANGED,
    /** As many keys are pinned as may be. */
    PINS_FULL,
    /** As many peers wait as may. */
    TOO_MANY_WAITING,
    /** Nobody approved it in time. */
    WAIT_EXPIRED;

    /** As it stands in events and meters, such as {@code key-changed}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
