package dev.peerscribe.api;

/** What to say where only the kind of a problem is known. */
final class ProblemWords {
    private ProblemWords() {}

    static String of(ProblemType type) {
        return switch (type) {
            case UNAUTHENTICATED -> "the header Authorization must bring a bearer token that is valid";
            case FORBIDDEN -> "the token has not the scope that is needed here";
            case RATE_LIMITED -> "the header Retry-After says when to come back";
            case CREDENTIALS_UNPROVEN -> "the keys of the tokens' issuer cannot be had";
            case NOT_FOUND -> "nothing is at this path";
            case METHOD_NOT_ALLOWED -> "the header Allow names the methods of this path";
            case NOT_ACCEPTABLE -> "the agent gives application/json, and text/event-stream for events";
            case UNSUPPORTED_MEDIA_TYPE -> "a body must be application/json";
            case BODY_TOO_LARGE -> "the body is longer than allowed";
            case RANGE_NOT_SATISFIABLE -> "the range must lie inside of the file";
            case INTERNAL -> "the agent's log says more";
            case BAD_REQUEST -> "the request is not well-formed";
            default -> type.title();
        };
    }
}
