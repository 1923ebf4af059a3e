package dev.peerscribe.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Where no credentials are asked for, whoever calls is somebody of this machine and may do everything. */
final class OpenDoor extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(Caller.here());
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }

    /** An answer that lasts is ended by a further dispatch, which Spring Security looks at as well. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }
}
