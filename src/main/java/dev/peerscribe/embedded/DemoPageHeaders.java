package dev.peerscribe.embedded;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** What a browser lets the demo page do: load from here, connect to here and to the relay, and nothing else. */
final class DemoPageHeaders extends OncePerRequestFilter {
    private final OpenRelay relay;

    DemoPageHeaders(OpenRelay relay) {
        this.relay = relay;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                        + " media-src 'self' blob: mediastream:; connect-src 'self' ws://localhost:%1$d"
                                .formatted(relay.port())
                        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Permissions-Policy", "camera=(self), microphone=(self)");
        response.setHeader("Cache-Control", "no-cache");
        chain.doFilter(request, response);
    }
}
