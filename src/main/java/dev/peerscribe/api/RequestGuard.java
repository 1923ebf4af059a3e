package dev.peerscribe.api;

import dev.peerscribe.access.AccessMode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what no client of this machine sends. Where the agent asks for no credentials, a page from elsewhere that is open
 * in a browser here must be able neither to reach it by a name of its own (DNS rebinding) nor to make it do something
 * (cross-site request forgery). Where it asks for them, such a page has none, so that the name matters only where names
 * are listed.
 */
final class RequestGuard extends OncePerRequestFilter {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Set<String> hosts = new TreeSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    private final long maxBody;
    private final Problems problems;

    private final boolean anyHost;

    RequestGuard(ApiProperties properties, AccessMode access, Problems problems) {
        this.anyHost = access.asksForCredentials() && properties.allowedHosts().isEmpty();
        properties.allowedHosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        this.maxBody = properties.maxBody().toBytes();
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        String host = request.getHeader(HttpHeaders.HOST);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (host == null || !(anyHost || hosts.contains(withoutPort(host)))) {
            problems.write(
                    response,
                    ProblemType.MISDIRECTED,
                    "the header Host must name one of " + String.join(", ", hosts)
                            + "; peerscribe.api.allowed-hosts adds others");
        } else if (origin != null && !isOf(origin, host)) {
            problems.write(
                    response, ProblemType.ORIGIN_REFUSED, "the header Origin must name this agent, as Host does");
        } else if (request.getContentLengthLong() > maxBody) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
            problems.write(
                    response, ProblemType.BODY_TOO_LARGE, "the body must not be longer than " + maxBody + " bytes");
        } else if (!READING.contains(request.getMethod()) && hasBody(request) && !isJson(request.getContentType())) {
            problems.write(
                    response, ProblemType.UNSUPPORTED_MEDIA_TYPE, ProblemWords.of(ProblemType.UNSUPPORTED_MEDIA_TYPE));
        } else {
            chain.doFilter(new LimitedBody(request, maxBody), response);
        }
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            return type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON);
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static boolean isOf(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    private static String withoutPort(String host) {
        int port = host.lastIndexOf(':');
        boolean insideOfAddress = host.indexOf(']') > port;
        return (port < 0 || insideOfAddress ? host : host.substring(0, port)).toLowerCase(Locale.ROOT);
    }
}
