package dev.peerscribe.meeting;

import java.util.List;
import java.util.stream.Collectors;

/** A request to join, or an approval, that cannot be meant; it names every field and its rule. */
public final class InvalidRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // records of strings
    private final List<Violation> violations;

    InvalidRequestException(List<Violation> violations) {
        super(violations.stream()
                .map(violation -> violation.field() + ": " + violation.rule())
                .collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    /** At least one. */
    public List<Violation> violations() {
        return violations;
    }
}
