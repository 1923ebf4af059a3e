package dev.peerscribe.signaling;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * One attempt at a socket and, if it succeeds, that socket; never used for a second one. It is the epoch too: what a link
 * tells after another has taken its place is dropped by its owner.
 */
final class SocketLink implements WebSocketHandler {
    private static final Logger log = LoggerFactory.getLogger(SocketLink.class);

    /** Closes by which a server says that the same client would only be closed again (RFC 6455 §7.4, and HTTP's in 4xxx). */
    private static final Set<Integer> TERMINAL_CLOSES = Set.of(1003, 1008, 1010, 4401, 4403, 4404);

    private static final long GOODBYE_NANOS = 1_000_000_000L;
    private static final long POLL_NANOS = 2_000_000L;

    /** Whom a link tells; called on socket threads, so it only enqueues. */
    interface Owner {
        void opened(SocketLink link);

        void text(SocketLink link, String frame);

        void refused(SocketLink link, RejectionCause cause);

        /** Told once, whether the attempt failed or the socket was lost. */
        void lost(SocketLink link, String reason, boolean terminal);
    }

    private final Owner owner;
    private final FrameAssembler assembler;
    /** Whether the loss was told, or nobody wants to hear of it any more. */
    private final AtomicBoolean over = new AtomicBoolean();
    /** Written by the connecting thread once. */
    private volatile @Nullable WebSocketSession session;
    /** Written by whoever starts it, before it starts. */
    private volatile @Nullable Thread connecting;
    /** The time of the last sign of life, as {@link System#nanoTime()}; written by socket threads. */
    private volatile long heard = System.nanoTime();

    SocketLink(Owner owner, int maxFrameBytes) {
        this.owner = owner;
        this.assembler = new FrameAssembler(maxFrameBytes);
    }

    /** Starts the attempt on a thread of its own: the client blocks from the name look-up to the upgrade. */
    void connect(SocketTransport transport, URI url, String name) {
        Thread thread = Thread.ofVirtual().name("signaling-connect-" + name).unstarted(() -> attempt(transport, url));
        connecting = thread;
        thread.start();
    }

    private void attempt(SocketTransport transport, URI url) {
        try {
            transport.connect(this, url);
        } catch (InterruptedException e) {
            tellLost("the attempt was given up", false);
        } catch (ExecutionException | RuntimeException e) {
            ConnectFailure failure = ConnectFailure.of(e);
            log.debug("A connection attempt failed: {}", failure.reason());
            tellLost(failure.reason(), failure.terminal());
        }
    }

    long heard() {
        return heard;
    }

    /**
     * Sends a frame; blocks, at most for the client's send timeout.
     *
     * @return false where the socket is lost; the owner is told
     */
    boolean send(String frame) {
        return transmit(new TextMessage(frame));
    }

    /** Sends a ping; as {@link #send}. */
    boolean ping() {
        return transmit(new PingMessage());
    }

    private boolean transmit(WebSocketMessage<?> message) {
        WebSocketSession current = session;
        if (current == null || over.get()) {
            return false;
        }
        try {
            current.sendMessage(message);
            return true;
        } catch (IOException | RuntimeException e) {
            // The class only: the message may come from the network.
            tellLost("sending failed: " + e.getClass().getSimpleName(), false);
            return false;
        }
    }

    /** Closes without telling: nobody waits for this link any more. Blocks, at most for the client's timeouts. */
    void close(CloseStatus status) {
        over.set(true);
        WebSocketSession current = session;
        Thread attempt = connecting;
        if (current == null) {
            if (attempt != null) {
                attempt.interrupt();
            }
            return;
        }
        try {
            current.close(status);
            awaitGoodbye(current);
        } catch (IOException | RuntimeException e) {
            log.debug("A socket did not close cleanly: {}", e.getClass().getSimpleName());
        }
    }

    /**
     * Gives the server a moment for its half of the closing handshake: a container that is torn down in the middle of it
     * holds the socket for its own, longer timeout.
     */
    private static void awaitGoodbye(WebSocketSession current) {
        WsSession session =
                current instanceof NativeWebSocketSession known ? known.getNativeSession(WsSession.class) : null;
        long until = System.nanoTime() + GOODBYE_NANOS;
        while (session != null && !session.isClosed() && System.nanoTime() - until < 0 && !Thread.interrupted()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** As {@link #close}, but on a thread of its own. */
    void abandon(CloseStatus status) {
        over.set(true);
        Thread.ofVirtual().name("signaling-close").start(() -> close(status));
    }

    private void tellLost(String reason, boolean terminal) {
        if (over.compareAndSet(false, true)) {
            owner.lost(this, reason, terminal);
        }
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession established) {
        session = established;
        heard = System.nanoTime();
        if (over.get()) {
            abandon(CloseStatus.NORMAL);
        } else {
            owner.opened(this);
        }
    }

    @Override
    public void handleMessage(WebSocketSession from, WebSocketMessage<?> message) {
        heard = System.nanoTime();
        if (over.get()) {
            return;
        }
        switch (message) {
            case TextMessage text -> {
                switch (assembler.add(text.getPayload(), text.isLast())) {
                    case FrameAssembler.Complete complete -> owner.text(this, complete.text());
                    case FrameAssembler.TooLarge _ -> owner.refused(this, RejectionCause.TOO_LARGE);
                    case FrameAssembler.More _ -> {}
                }
            }
            case BinaryMessage binary when binary.isLast() -> owner.refused(this, RejectionCause.BINARY);
            default -> {}
        }
    }

    @Override
    public void handleTransportError(WebSocketSession from, Throwable exception) {
        tellLost("the socket failed: " + exception.getClass().getSimpleName(), false);
        // The container closes after some errors only; this link is over after any.
        abandon(CloseStatus.SERVER_ERROR);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession from, CloseStatus status) {
        tellLost("closed with " + status.getCode(), TERMINAL_CLOSES.contains(status.getCode()));
    }

    /** So that a frame beyond the bound can be passed over; whole ones would make the container close the socket. */
    @Override
    public boolean supportsPartialMessages() {
        return true;
    }
}
