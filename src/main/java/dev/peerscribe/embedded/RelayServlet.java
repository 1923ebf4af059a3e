package dev.peerscribe.embedded;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The relay's door: every path is a room; says in HTTP why somebody is not let in. */
final class RelayServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final int MAX_PATH = 256;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final transient EmbeddedProperties.Relay limits;
    private final transient RelayRooms rooms;
    private final transient RelayMeters meters;
    private final transient EnvelopeStamp stamp;

    RelayServlet(EmbeddedProperties.Relay limits, RelayRooms rooms, RelayMeters meters, EnvelopeStamp stamp) {
        this.limits = limits;
        this.rooms = rooms;
        this.meters = meters;
        this.stamp = stamp;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        String room = request.getRequestURI();
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            refuse(response, RelayMeters.Refused.NOT_WEBSOCKET, 426, "This is a relay for WebSocket connections.");
            response.setHeader("Upgrade", "websocket");
            return;
        }
        if (!mayConnect(request.getHeader("Origin"))) {
            refuse(
                    response,
                    RelayMeters.Refused.ORIGIN,
                    403,
                    "Pages of this origin may not connect; peerscribe.embedded.relay.allowed-origins lists those that may.");
            return;
        }
        if (room.length() > MAX_PATH) {
            refuse(response, RelayMeters.Refused.PATH, 414, "A path has at most " + MAX_PATH + " characters.");
            return;
        }
        Optional<RelayMeters.Refused> refusal = rooms.refusal(room);
        if (refusal.isPresent()) {
            response.setHeader("Retry-After", "10");
            refuse(response, refusal.get(), 503, "The relay is full.");
            return;
        }
        ServerContainer container = (ServerContainer) getServletContext().getAttribute(ServerContainer.class.getName());
        try {
            container.upgradeHttpToWebSocket(request, response, endpoint(room), Map.of());
        } catch (DeploymentException e) {
            throw new ServletException(e);
        }
    }

    private ServerEndpointConfig endpoint(String room) {
        return ServerEndpointConfig.Builder.create(RelayEndpoint.class, "/")
                .configurator(new ServerEndpointConfig.Configurator() {
                    @Override
                    public <T> T getEndpointInstance(Class<T> type) {
                        return type.cast(new RelayEndpoint(rooms, meters, stamp, limits, room));
                    }
                })
                .build();
    }

    /** Browsers let any page connect to this machine (RFC 6455 §10.2); here only pages of this machine may, or named ones. */
    private boolean mayConnect(@Nullable String origin) {
        if (origin == null
                || limits.allowedOrigins().contains("*")
                || limits.allowedOrigins().contains(origin)) {
            return true;
        }
        try {
            String host = URI.create(origin).getHost();
            return host != null && THIS_MACHINE.contains(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void refuse(HttpServletResponse response, RelayMeters.Refused cause, int status, String why)
            throws IOException {
        meters.refused(cause);
        response.setStatus(status);
        response.setContentType("text/plain;charset=utf-8");
        response.getOutputStream().write((why + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
