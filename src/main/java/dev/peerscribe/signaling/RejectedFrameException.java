package dev.peerscribe.signaling;

/** Leaves the parsing of a frame at the first rule it breaks; it is thrown often, so it has no stack trace. */
final class RejectedFrameException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectionCause cause;
    private final String rule;

    RejectedFrameException(RejectionCause cause, String rule) {
        super(rule, null, false, false);
        this.cause = cause;
        this.rule = rule;
    }

    static RejectedFrameException malformed(String rule) {
        return new RejectedFrameException(RejectionCause.MALFORMED, rule);
    }

    /** Which rule; never with the frame's content. */
    String rule() {
        return rule;
    }

    RejectionCause rejection() {
        return cause;
    }
}
