package dev.peerscribe.sdp;

/** A description or candidate that cannot be used. The message is ours and repeats nothing of what was read. */
public final class SdpException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final SdpRule rule;

    SdpException(String field, SdpRule rule, String message) {
        super(field + ": " + message);
        this.field = field;
        this.rule = rule;
    }

    /** The line or attribute at fault, such as {@code a=mid}. */
    public String field() {
        return field;
    }

    /** What was broken. */
    public SdpRule rule() {
        return rule;
    }
}
