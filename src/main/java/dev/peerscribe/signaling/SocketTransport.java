package dev.peerscribe.signaling;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
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
    /** Attempts under way; guarded by this. */
    private int attempts;
    /** Guarded by this. */
    private boolean closed;
    /** Guarded by this. */
    private boolean destroyed;

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

    /**
     * Makes one attempt; blocks until the handler has its socket or the attempt failed.
     *
     * @throws ExecutionException where it failed
     */
    void connect(WebSocketHandler handler, URI url) throws InterruptedException, ExecutionException {
        synchronized (this) {
            if (closed) {
                throw new InterruptedException("the connection is closed");
            }
            attempts++;
        }
        try {
            client.execute(handler, new WebSocketHttpHeaders(), url).get();
        } finally {
            synchronized (this) {
                attempts--;
                letGo();
            }
        }
    }

    /** Lets go of the container's threads, at the latest when the attempts under way have ended. */
    @Override
    public synchronized void close() {
        closed = true;
        letGo();
    }

    /** Not before the last attempt: an attempt that comes after takes a share in the threads that nobody gives back. */
    private void letGo() {
        if (closed && attempts == 0 && !destroyed) {
            destroyed = true;
            container.destroy();
        }
    }
}
