package dev.peerscribe.signaling;

import java.util.function.Consumer;

/** Opens connections; each is its own, so that one stuck relay never slows another. */
public interface SignalingConnections {
    /**
     * Starts to connect and returns at once.
     *
     * @param listener told every fact on the connection's own threads; must only enqueue
     * @throws IllegalArgumentException where the URL is none of a WebSocket
     * @throws ConnectionLimitException where there are as many connections as there may be
     */
    SignalingConnection open(ConnectionSpec spec, Consumer<SignalingEvent> listener);
}
