package dev.peerscribe.api;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Every kind of answer that is a problem (RFC 9457); its URI is stable. */
enum ProblemType {
    BAD_REQUEST(HttpStatus.BAD_REQUEST, "The request cannot be understood"),
    UNREADABLE_BODY(HttpStatus.BAD_REQUEST, "The body is not what was expected"),
    INVALID_REQUEST(HttpStatus.BAD_REQUEST, "The request breaks a rule"),
    UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "Credentials are needed"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "The credentials do not open this"),
    ORIGIN_REFUSED(HttpStatus.FORBIDDEN, "Another site's page may not do this"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such thing"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not supported here"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No accepted media type can be given"),
    GONE(HttpStatus.GONE, "It is not here any more"),
    CONFLICT(HttpStatus.CONFLICT, "The state of things does not allow this"),
    BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body's media type is not supported"),
    RANGE_NOT_SATISFIABLE(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The range lies outside of the file"),
    MISDIRECTED(HttpStatus.MISDIRECTED_REQUEST, "This agent does not go by that name"),
    RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    QUEUE_FULL(HttpStatus.TOO_MANY_REQUESTS, "Too much is waiting already"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "The agent failed"),
    AT_CAPACITY(HttpStatus.SERVICE_UNAVAILABLE, "The agent is at its capacity"),
    DRAINING(HttpStatus.SERVICE_UNAVAILABLE, "The agent takes no new meetings"),
    CREDENTIALS_UNPROVEN(HttpStatus.SERVICE_UNAVAILABLE, "Credentials cannot be proven now"),
    TIMEOUT(HttpStatus.SERVICE_UNAVAILABLE, "It took too long");

    private final HttpStatus status;
    private final String title;

    ProblemType(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    HttpStatus status() {
        return status;
    }

    String title() {
        return title;
    }

    URI uri() {
        return URI.create("urn:peerscribe:problem:" + tag());
    }

    /** Its name as it stands in the URI and in the meter's tag. */
    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The general kind for a status that a library chose. */
    static ProblemType of(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 409 -> CONFLICT;
            case 410 -> GONE;
            case 413 -> BODY_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 416 -> RANGE_NOT_SATISFIABLE;
            case 429 -> RATE_LIMITED;
            case 503 -> TIMEOUT;
            default -> status >= 500 ? INTERNAL : BAD_REQUEST;
        };
    }
}
