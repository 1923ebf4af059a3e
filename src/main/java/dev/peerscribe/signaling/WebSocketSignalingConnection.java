package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;

/**
 * A connection over a WebSocket. Its loop, one virtual thread, owns the state, reads what sockets and callers left in the
 * inbox, watches the time and tells the listener; a second thread sends.
 */
final class WebSocketSignalingConnection implements SignalingConnection, SocketLink.Owner {
    private static final Logger log = LoggerFactory.getLogger(WebSocketSignalingConnection.class);

    private static final Duration FLUSH = Duration.ofMillis(500);
    private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(1);

    /** What the loop is told. */
    private sealed interface Signal {}

    private record Opened(SocketLink link) implements Signal {}

    private record Text(SocketLink link, String frame) implements Signal {}

    private record DataChannelText(String senderId, String text) implements Signal {}

    private record Refused(RejectionCause cause) implements Signal {}

    private record Lost(SocketLink link, String reason, boolean terminal) implements Signal {}

    private record Close() implements Signal {}

    private final ConnectionSpec spec;
    private final Consumer<SignalingEvent> listener;
    private final ConnectionParts parts;
    private final SignalingProperties settings;
    private final SignalingMeters meters;
    private final Thread loop;
    /** Signals of links are few; those of peers are counted below. */
    private final LinkedBlockingQueue<Signal> inbox = new LinkedBlockingQueue<>();
    /** Signals of peers in the inbox. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final AtomicBoolean closing = new AtomicBoolean();
    private final RecentlySent recentlySent = new RecentlySent();
    private final MessageHandler messages;

    /** Written by the loop. */
    private volatile SignalingStatus status;
    /** The attempt under way or the open link; owned by the loop. */
    private @Nullable SocketLink link;
    /** Whether {@link #link} is open; owned by the loop. */
    private boolean open;
    /** When the attempt under way is given up; owned by the loop. */
    private long attemptDeadline;
    /** Owned by the loop. */
    private boolean running = true;

    WebSocketSignalingConnection(ConnectionSpec spec, Consumer<SignalingEvent> listener, ConnectionParts parts) {
        this.spec = spec;
        this.listener = listener;
        this.parts = parts;
        this.settings = parts.settings();
        this.meters = parts.meters();
        this.messages = new MessageHandler(spec, parts, recentlySent, this::tell);
        this.status =
                new SignalingStatus(ConnectionState.CONNECTING, parts.clock().instant(), 0, 0, null);
        this.loop = Thread.ofVirtual().name("signaling-" + spec.id()).unstarted(this::run);
    }

    void start() {
        loop.start();
    }

    @Override
    public String id() {
        return spec.id();
    }

    @Override
    public SignalingStatus status() {
        SignalingStatus last = status;
        return new SignalingStatus(
                last.state(), last.since(), last.reconnects(), parts.sender().queued(), last.lastError());
    }

    @Override
    public boolean send(SessionDescription description, @Nullable String to) {
        return enqueue(new Outgoing.Description(description, to));
    }

    @Override
    public boolean send(IceCandidate candidate, @Nullable String to) {
        recentlySent.add(candidate);
        return enqueue(new Outgoing.Candidate(candidate, to));
    }

    @Override
    public boolean send(ChatMessage message) {
        if (message.text().length() > settings.maxChatChars()) {
            meters.dropped(OutgoingClass.CHAT, "too-large");
            return false;
        }
        recentlySent.add(message);
        return enqueue(new Outgoing.Chat(message));
    }

    private boolean enqueue(Outgoing message) {
        return !closing.get() && parts.sender().offer(message);
    }

    @Override
    public void peerLeft(PeerKey peer) {
        parts.sender().left(peer);
    }

    int queued(OutgoingClass kind) {
        return parts.sender().queued(kind);
    }

    @Override
    public boolean relayCarriesChat() {
        return messages.relayCarriesChat();
    }

    @Override
    public void receiveFromDataChannel(String senderId, String text) {
        if (text.length() > settings.maxFrameBytes()) {
            refuse(RejectionCause.TOO_LARGE);
        } else {
            fromPeer(new DataChannelText(senderId, text));
        }
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            inbox.add(new Close());
        }
    }

    /** Waits until both threads have ended; false where they did not in time. */
    boolean awaitEnd(Duration bound) throws InterruptedException {
        return loop.join(bound) && !parts.sender().isAlive();
    }

    @Override
    public void opened(SocketLink of) {
        inbox.add(new Opened(of));
    }

    @Override
    public void lost(SocketLink of, String reason, boolean terminal) {
        inbox.add(new Lost(of, reason, terminal));
    }

    @Override
    public void text(SocketLink from, String frame) {
        fromPeer(new Text(from, frame));
    }

    @Override
    public void refused(SocketLink from, RejectionCause cause) {
        refuse(cause);
    }

    private void refuse(RejectionCause cause) {
        meters.rejected(cause);
        if (waiting.get() < settings.incomingQueue()) {
            waiting.incrementAndGet();
            inbox.add(new Refused(cause));
        }
    }

    private void fromPeer(Signal signal) {
        if (waiting.incrementAndGet() > settings.incomingQueue()) {
            waiting.decrementAndGet();
            meters.rejected(RejectionCause.OVERLOAD);
        } else {
            inbox.add(signal);
        }
    }

    private void run() {
        try {
            while (running) {
                watchTime(System.nanoTime());
                Signal signal = inbox.poll(untilNext(System.nanoTime()), TimeUnit.NANOSECONDS);
                if (signal != null) {
                    handle(signal);
                }
            }
        } catch (InterruptedException e) {
            log.debug("Connection {} was interrupted", id());
        } catch (RuntimeException e) {
            log.error("Connection {} failed and is closed", id(), e);
        } finally {
            end();
        }
    }

    private void handle(Signal signal) {
        switch (signal) {
            case Opened it when it.link() == link -> onOpened(it.link());
            case Lost it when it.link() == link -> onLost(it.reason(), it.terminal());
            case Text it -> {
                waiting.decrementAndGet();
                if (it.link() == link) {
                    guarded(() -> messages.onFrame(it.frame()));
                }
            }
            case DataChannelText it -> {
                waiting.decrementAndGet();
                guarded(() -> messages.onDataChannelText(it.senderId(), it.text()));
            }
            case Refused it -> {
                waiting.decrementAndGet();
                tell(new SignalingEvent.FrameRejected(id(), it.cause()));
            }
            case Close _ -> running = false;
            // Of a link that another has replaced.
            case Opened _, Lost _ -> {}
        }
    }

    /** A frame that makes our own code fail costs that frame, not the connection. */
    private void guarded(Runnable handling) {
        try {
            handling.run();
        } catch (RuntimeException e) {
            log.error("A frame of connection {} could not be handled", id(), e);
            meters.rejected(RejectionCause.MALFORMED);
        }
    }

    private void onOpened(SocketLink opened) {
        open = true;
        ConnectionState before = parts.life().state();
        if (parts.life().opened(System.nanoTime())) {
            meters.reconnected();
        }
        parts.sender().use(opened, messages.openingHello(System.nanoTime()));
        log.info("Connection {} is open", id());
        became(before);
    }

    private void onLost(String reason, boolean terminal) {
        SocketLink old = link;
        link = null;
        open = false;
        parts.sender().pause();
        if (old != null) {
            old.abandon(CloseStatus.NORMAL);
        }
        ConnectionState before = parts.life().state();
        parts.life().lost(reason, terminal, System.nanoTime());
        if (before != parts.life().state()) {
            log.info("Connection {} is {}: {}", id(), parts.life().state(), reason);
        }
        became(before);
    }

    private void watchTime(long now) {
        SocketLink current = link;
        ConnectionState before = parts.life().state();
        if (current == null && now - parts.life().nextAttempt() >= 0) {
            SocketLink attempt = new SocketLink(this, settings.maxFrameBytes());
            link = attempt;
            attemptDeadline = now + settings.connectTimeout().toNanos();
            attempt.connect(parts.transport(), spec.url(), id());
        } else if (current != null && !open && now - attemptDeadline >= 0) {
            onLost("no answer in time", false);
        } else if (current != null && open && now - deadAt(current) >= 0) {
            onLost("no sign of life for " + settings.pongTimeout(), false);
        }
        guarded(() -> messages.passed(now));
        if (parts.life().passed(now)) {
            became(before);
        }
    }

    private long untilNext(long now) {
        SocketLink current = link;
        long due = current == null ? parts.life().nextAttempt() : open ? deadAt(current) : attemptDeadline;
        return Math.clamp(due - now, 0, MAX_WAIT);
    }

    private long deadAt(SocketLink current) {
        return current.heard() + settings.pongTimeout().toNanos();
    }

    /** Publishes the state for other threads and, where it is another one, tells it. */
    private void became(ConnectionState before) {
        ConnectionLife life = parts.life();
        boolean changed = before != life.state();
        Instant since = changed ? parts.clock().instant() : status.since();
        status = new SignalingStatus(life.state(), since, life.reconnects(), 0, life.lastError());
        if (changed) {
            String cause = life.state() == ConnectionState.CONNECTED ? null : life.lastError();
            tell(new SignalingEvent.StateChanged(id(), before, life.state(), cause));
        }
    }

    private void end() {
        closing.set(true);
        ConnectionState before = parts.life().state();
        parts.life().closed();
        became(before);
        parts.sender().close(FLUSH);
        SocketLink last = link;
        link = null;
        if (last != null) {
            last.close(CloseStatus.NORMAL);
        }
        parts.transport().close();
        inbox.clear();
        parts.onEnd().accept(this);
    }

    private void tell(SignalingEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            log.error(
                    "A listener of connection {} failed at {}",
                    id(),
                    event.getClass().getSimpleName(),
                    e);
        }
    }
}
