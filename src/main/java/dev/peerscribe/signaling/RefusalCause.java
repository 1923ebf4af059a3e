package dev.peerscribe.signaling;

import java.util.Locale;

/** Why a message of ours was not sent where encryption is required; each is a value of the tag {@code cause}. */
public enum RefusalCause {
    /** Nobody introduced itself yet, so there is no key to encrypt to. */
    NOBODY_KNOWN,
    /** A peer that should read it announced no key. */
    NO_ENCRYPTION_KEY,
    /** More peers than one message may have recipients. */
    TOO_MANY_RECIPIENTS;

    /** The tag's value, such as {@code no-encryption-key}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
