package dev.peerscribe.signaling;

/** A kept message does not prove a description; the message of this exception names the rule, never the content. */
public final class UnprovenDescriptionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean malformed;

    UnprovenDescriptionException(boolean malformed, String rule) {
        super(rule, null, false, false);
        this.malformed = malformed;
    }

    /** Whether it is no message of the protocol at all; else one whose signature or proof is wrong. */
    public boolean isMalformed() {
        return malformed;
    }

    /** What is wrong, in words. */
    public String rule() {
        return String.valueOf(getMessage());
    }
}
