package dev.peerscribe.signaling;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a socket and, if it succeeds, that socket; never used for a second one. It is the epoch too: what a link
 * tells after another has taken its place is dropped by its owner.
 */
final class SocketLink implements WebSocket.Listener {
    private static final Logger log = LoggerFactory.getLogger(SocketLink.class);

    private static final long GOODBYE_MILLIS = 1000;

    /** Whom a link tells; called on socket threads, so it only enqueues. */
    interface Owner {
        void opened(SocketLink link);

        void text(SocketLink link, String frame);

        void refused(SocketLink link, RejectionCause cause);

        /** A ping was answered. */
        void answered(SocketLink link, Duration roundTrip);

        /** Told once, whether the attempt failed or the socket was lost. */
        void lost(SocketLink link, ConnectFailure failure);
    }

    private final Owner owner;
    private final SignalingProperties settings;
    private final FrameAssembler assembler;
    private final LongSupplier pingPayloads;
    /** Whether the loss was told, or nobody wants to hear of it any more. */
    private final AtomicBoolean over = new AtomicBoolean();
    /** Done when the server closed its side, or the socket failed. */
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    /** Written by the connecting thread once. */
    private volatile @Nullable HttpClient client;
    /** Written by a socket thread once. */
    private volatile @Nullable OpenSocket open;

    private record OpenSocket(WebSocket socket, Heartbeat heartbeat) {}

    SocketLink(Owner owner, SignalingProperties settings, LongSupplier pingPayloads) {
        this.owner = owner;
        this.settings = settings;
        this.assembler = new FrameAssembler(settings.maxFrameBytes());
        this.pingPayloads = pingPayloads;
    }

    /** Starts the attempt on a thread of its own: the look-up of the name blocks, as may the reading of secrets. */
    void connect(SocketTransport transport, URI url, String name) {
        Thread.ofVirtual().name("signaling-connect-" + name).start(() -> attempt(transport, url));
    }

    private void attempt(SocketTransport transport, URI url) {
        try {
            HttpClient mine = transport.client(url);
            client = mine;
            // Whoever gave the attempt up before this line did not see the client.
            if (over.get()) {
                mine.shutdownNow();
                return;
            }
            CompletableFuture<?> _ = transport
                    .handshake(mine, url)
                    .buildAsync(url, this)
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            tellFailed(transport.failure(failure));
                        }
                    });
        } catch (UnusableCredentialException | RuntimeException e) {
            tellFailed(transport.failure(e));
        }
    }

    private void tellFailed(ConnectFailure failure) {
        log.debug("A connection attempt failed: {}", failure.reason());
        tellLost(failure);
    }

    /** When the open link is dead, unless a ping is answered before. */
    long deadAt() {
        OpenSocket current = open;
        if (current == null) {
            throw new IllegalStateException("the link is not open");
        }
        return current.heartbeat().deadAt();
    }

    /**
     * Sends a frame; blocks, at most for the send timeout.
     *
     * @return false where the socket is lost; the owner is told
     */
    boolean send(String frame) {
        // Half a surrogate pair would fail the socket, and fail it again on the next one; as '?' it costs one
        // character.
        String encodable = new String(frame.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return transmit(to -> to.socket().sendText(encodable, true));
    }

    /** Sends a ping; as {@link #send}. */
    boolean ping() {
        return transmit(to -> to.socket().sendPing(to.heartbeat().ping(System.nanoTime())));
    }

    private boolean transmit(Function<OpenSocket, CompletableFuture<WebSocket>> message) {
        OpenSocket current = open;
        if (current == null || over.get()) {
            return false;
        }
        try {
            message.apply(current).get(settings.sendTimeout().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            tellLost(new ConnectFailure("the server does not read"));
        } catch (ExecutionException e) {
            // The class only: the message may come from the network.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            tellLost(new ConnectFailure("sending failed: " + cause.getClass().getSimpleName()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            tellLost(new ConnectFailure("sending was given up"));
        }
        return false;
    }

    /** Closes without telling: nobody waits for this link any more. Blocks, at most for a second. */
    void close(int code) {
        over.set(true);
        OpenSocket current = open;
        if (current != null && !ended.isDone()) {
            try {
                CompletableFuture.allOf(current.socket().sendClose(code, ""), ended)
                        .get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                log.debug("A socket did not close cleanly: {}", e.getClass().getSimpleName());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        release();
    }

    /** As {@link #close}, but on a thread of its own where there is somebody to say goodbye to. */
    void abandon(int code) {
        over.set(true);
        if (open == null || ended.isDone()) {
            release();
        } else {
            Thread.ofVirtual().name("signaling-close").start(() -> close(code));
        }
    }

    private void release() {
        OpenSocket current = open;
        if (current != null) {
            current.socket().abort();
        }
        HttpClient mine = client;
        if (mine != null) {
            mine.shutdownNow();
        }
    }

    private void tellLost(ConnectFailure failure) {
        if (over.compareAndSet(false, true)) {
            owner.lost(this, failure);
        }
    }

    @Override
    public void onOpen(WebSocket established) {
        open = new OpenSocket(established, new Heartbeat(settings.pongTimeout(), pingPayloads, System.nanoTime()));
        established.request(Long.MAX_VALUE);
        if (over.get()) {
            abandon(WebSocket.NORMAL_CLOSURE);
        } else {
            owner.opened(this);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        switch (assembler.add(data.toString(), last)) {
            case FrameAssembler.Complete complete when !over.get() -> owner.text(this, complete.text());
            case FrameAssembler.TooLarge _ when !over.get() -> owner.refused(this, RejectionCause.TOO_LARGE);
            case FrameAssembler.Result _ -> {}
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        if (last && !over.get()) {
            owner.refused(this, RejectionCause.BINARY);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        OpenSocket current = open;
        Duration roundTrip = current == null ? null : current.heartbeat().pong(message, System.nanoTime());
        if (roundTrip != null && !over.get()) {
            owner.answered(this, roundTrip);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        tellLost(ConnectFailure.closed(code, settings.reconnect()));
        ended.complete(null);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        tellLost(new ConnectFailure("the socket failed: " + cause.getClass().getSimpleName()));
        ended.complete(null);
    }
}
