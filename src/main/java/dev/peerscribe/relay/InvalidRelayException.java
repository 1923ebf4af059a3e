package dev.peerscribe.relay;

/** A request for a live output that breaks a rule. The message holds nothing of the target. */
public final class InvalidRelayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String rule;

    InvalidRelayException(String field, String rule) {
        super(field + " " + rule);
        this.field = field;
        this.rule = rule;
    }

    /** Of the request. */
    public String field() {
        return field;
    }

    public String rule() {
        return rule;
    }
}
