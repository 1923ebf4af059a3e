package dev.peerscribe.embedded;

import java.util.List;

/** An invitation whose fields break rules. */
final class BadInvitationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<InvitationReader.Violation> violations;

    BadInvitationException(List<InvitationReader.Violation> violations) {
        super("The invitation breaks " + (violations.size() == 1 ? "a rule." : violations.size() + " rules."));
        this.violations = violations;
    }

    List<InvitationReader.Violation> violations() {
        return violations;
    }
}
