package dev.peerscribe.signaling;

import java.util.HashMap;
import java.util.Map;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

/**
 * The WebSocket client of one connection.
 *
 * <p>Each connection has a container of its own: what a container holds on to after failed attempts (its share in the
 * threads for input and output) goes when the connection is closed, and no other connection waits for that.
 */
final class SocketTransport implements AutoCloseable {
    /** A message comes in parts of this size; the bound of a frame is kept where they are put together. */
    private static final int PART = 16 * 1024;

    private static final long CLOSE_MILLIS = 2000;
    private static final String MAX_REDIRECTS = "3";

    private final WsWebSocketContainer container = new WsWebSocketContainer();
    private final StandardWebSocketClient client;

    SocketTransport(SignalingProperties settings) {
        container.setDefaultMaxTextMessageBufferSize(PART);
        container.setDefaultMaxBinaryMessageBufferSize(PART);
        client = new StandardWebSocketClient(container);
        // The caller has a thread for each attempt already, one that it can interrupt.
        client.setTaskExecutor(new TaskExecutorAdapter(Runnable::run));
        Map<String, Object> bounds = new HashMap<>();
        bounds.put(
                Constants.IO_TIMEOUT_MS_PROPERTY,
                Long.toString(settings.connectTimeout().toMillis()));
        bounds.put(Constants.MAX_REDIRECTIONS_PROPERTY, MAX_REDIRECTS);
        bounds.put(
                Constants.BLOCKING_SEND_TIMEOUT_PROPERTY, settings.sendTimeout().toMillis());
        bounds.put(Constants.SESSION_CLOSE_TIMEOUT_PROPERTY, CLOSE_MILLIS);
        client.setUserProperties(bounds);
    }

    WebSocketClient client() {
        return client;
    }

    /** Lets go of the container's threads; a socket that is still closing has at most two seconds for it. */
    @Override
    public void close() {
        container.destroy();
    }
}
