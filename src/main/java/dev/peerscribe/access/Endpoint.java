package dev.peerscribe.access;

import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * What can be called, and what a caller must be allowed to do for it.
 *
 * @param scope the scope that opens it
 * @param method its method; GET stands for HEAD too
 * @param pattern its path as Spring's patterns are written
 * @param action what it does, in the words of the audit log
 * @param audited whether it is told of even where it succeeds
 */
record Endpoint(Scope scope, HttpMethod method, PathPattern pattern, String action, boolean audited) {
    static Endpoint read(Scope scope, String path, String action) {
        return new Endpoint(scope, HttpMethod.GET, parse(path), action, false);
    }

    static Endpoint audited(Scope scope, HttpMethod method, String path, String action) {
        return new Endpoint(scope, method, parse(path), action, true);
    }

    static Endpoint unaudited(Scope scope, HttpMethod method, String path, String action) {
        return new Endpoint(scope, method, parse(path), action, false);
    }

    boolean matches(String calledMethod, PathContainer path) {
        boolean sameMethod = method.matches(calledMethod)
                || (method.equals(HttpMethod.GET) && HttpMethod.HEAD.matches(calledMethod));
        return sameMethod && pattern.matches(path);
    }

    private static PathPattern parse(String path) {
        return PathPatternParser.defaultInstance.parse(path);
    }
}
