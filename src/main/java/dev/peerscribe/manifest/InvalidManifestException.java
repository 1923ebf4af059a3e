package dev.peerscribe.manifest;

/** A manifest breaks a rule; names the field and the rule, never the content. */
final class InvalidManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String rule;

    InvalidManifestException(String field, String rule) {
        super(field + " " + rule, null, false, false);
        this.field = field;
        this.rule = rule;
    }

    String field() {
        return field;
    }

    String rule() {
        return rule;
    }
}
