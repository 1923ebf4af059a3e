package dev.peerscribe.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.pattern.PathPattern;

/** Tells in the audit log of what changes or gives out something, and of every refusal, when its outcome is known. */
final class AuditFilter extends OncePerRequestFilter {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int FAILED = 500;
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

    private final Audit audit;

    AuditFilter(Audit audit) {
        this.audit = audit;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean ended = false;
        try {
            chain.doFilter(request, response);
            ended = true;
        } finally {
            int status = response.getStatus();
            tell(request, response, ended || status >= UNAUTHORIZED ? status : FAILED);
        }
    }

    private void tell(HttpServletRequest request, HttpServletResponse response, int status) {
        boolean refused = status == UNAUTHORIZED || status == FORBIDDEN;
        Optional<Endpoint> endpoint = Endpoints.of(request);
        boolean toBeTold = refused || endpoint.filter(Endpoint::audited).isPresent();
        if (!toBeTold || request.getAttribute(Doorkeeper.ONE_TOO_MANY) != null) {
            return;
        }
        Audit.Outcome outcome = refused
                ? Audit.Outcome.REFUSED
                : status < UNAUTHORIZED - 1 ? Audit.Outcome.SUCCESS : Audit.Outcome.FAILED;
        audit.tell(
                endpoint.map(Endpoint::action).orElse("none"),
                outcome,
                caller(),
                object(request, response, endpoint.map(Endpoint::pattern).orElse(null)),
                status,
                request);
    }

    private static String caller() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication instanceof Caller caller ? caller.getName() : "";
    }

    /** What is named in the path, or was made: its ids, from the outer to the inner. */
    private static String object(
            HttpServletRequest request, HttpServletResponse response, @Nullable PathPattern pattern) {
        String made = response.getHeader(HttpHeaders.LOCATION);
        if (pattern == null) {
            return "";
        }
        if (made != null) {
            return made.substring(made.lastIndexOf('/') + 1);
        }
        PathPattern.PathMatchInfo match = pattern.matchAndExtract(Endpoints.path(request));
        if (match == null) {
            return "";
        }
        Map<String, String> ids = match.getUriVariables(); // which has them in no order
        return VARIABLE.matcher(pattern.getPatternString())
                .results()
                .map(variable -> ids.getOrDefault(variable.group(1), ""))
                .collect(Collectors.joining("/"));
    }
}
