package dev.peerscribe.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Refuses: alike whatever was asked for, so that a refusal says nothing of what there is. */
final class Doorkeeper implements AuthenticationEntryPoint, AccessDeniedHandler {
    /** Set on a request that is one too many: it is counted, but not told in the audit log, which it would fill. */
    static final String ONE_TOO_MANY = Doorkeeper.class.getName() + ".oneTooMany";

    private static final String CHALLENGE = "Bearer realm=\"peerscribe\"";
    private static final int SECONDS_A_MINUTE = 60;
    private static final int NETWORK_BYTES = 8;
    private static final Duration KEYS_RETRY = Duration.ofSeconds(5);

    private final Refusals refusals;
    private final TokenBuckets strangers;

    Doorkeeper(AccessProperties.Rate rate, Refusals refusals, Clock clock) {
        this.refusals = refusals;
        this.strangers = new TokenBuckets(
                (double) rate.refusalsPerMinute() / SECONDS_A_MINUTE,
                rate.refusalsPerMinute(),
                rate.remembered(),
                clock);
    }

    /** Without good credentials. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (e instanceof KeysUnavailableException) {
            retryAfter(response, KEYS_RETRY);
            refusals.write(response, Refusal.UNAVAILABLE);
            return;
        }
        Duration wait = strangers.take(network(request.getRemoteAddr()));
        if (wait.isPositive()) {
            refuseForNow(request, response, wait);
            return;
        }
        // RFC 6750, section 3.1: whoever showed nothing is told no error.
        boolean shown = e instanceof OAuth2AuthenticationException;
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, shown ? CHALLENGE + ", error=\"invalid_token\"" : CHALLENGE);
        refusals.write(response, Refusal.UNAUTHENTICATED);
    }

    /** With credentials that do not open this. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"insufficient_scope\"");
        refusals.write(response, Refusal.FORBIDDEN);
    }

    void refuseForNow(HttpServletRequest request, HttpServletResponse response, Duration wait) throws IOException {
        request.setAttribute(ONE_TOO_MANY, true);
        retryAfter(response, wait);
        refusals.write(response, Refusal.TOO_MANY);
    }

    private static void retryAfter(HttpServletResponse response, Duration wait) {
        response.setHeader(
                HttpHeaders.RETRY_AFTER,
                Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }

    /** The address, or of IPv6 its /64, which one machine has all of. */
    private static String network(String remote) {
        try {
            InetAddress address = InetAddress.ofLiteral(remote);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES)
                    : remote;
        } catch (IllegalArgumentException e) {
            // A proxy may put something else there.
            return "";
        }
    }
}
