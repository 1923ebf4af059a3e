package dev.peerscribe.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** How often one caller may call. */
final class CallerRates extends OncePerRequestFilter {
    private final Doorkeeper door;
    private final TokenBuckets callers;

    CallerRates(AccessProperties.Rate rate, Doorkeeper door, Clock clock) {
        this.door = door;
        this.callers = new TokenBuckets(rate.requestsPerSecond(), rate.burst(), rate.remembered(), clock);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        Duration wait = authentication instanceof Caller caller ? callers.take(caller.getName()) : Duration.ZERO;
        if (wait.isPositive()) {
            door.refuseForNow(request, response, wait);
        } else {
            chain.doFilter(request, response);
        }
    }
}
