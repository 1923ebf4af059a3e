package dev.peerscribe.media;

/** A description or candidate that cannot be applied. The message is ours, never the native library's. */
public final class NegotiationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final NegotiationRule rule;

    public NegotiationException(NegotiationRule rule, String message) {
        super(message);
        this.rule = rule;
    }

    /** What was broken. */
    public NegotiationRule rule() {
        return rule;
    }
}
