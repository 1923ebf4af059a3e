package dev.peerscribe.api;

import dev.peerscribe.meeting.Violation;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** An answer that is a problem, found in the API itself. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemType type;

    @SuppressWarnings("serial") // records of strings
    private final List<Violation> violations;

    private final HttpHeaders headers = new HttpHeaders();

    ApiException(ProblemType type, String detail, List<Violation> violations) {
        super(detail);
        this.type = type;
        this.violations = List.copyOf(violations);
    }

    static ApiException notFound(String what) {
        return new ApiException(ProblemType.NOT_FOUND, "there is no such " + what, List.of());
    }

    static ApiException invalid(String field, String rule) {
        return new ApiException(ProblemType.INVALID_REQUEST, field + " " + rule, List.of(new Violation(field, rule)));
    }

    ApiException with(String header, String value) {
        headers.set(header, value);
        return this;
    }

    ProblemType type() {
        return type;
    }

    List<Violation> violations() {
        return violations;
    }

    HttpHeaders headers() {
        return headers;
    }
}
