package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A connection over a WebSocket. Its loop, one virtual thread, owns the state, reads what sockets and callers left in the
 * inbox, watches the time and tells the listener; a second thread sends.
 */
final class WebSocketSignalingConnection implements SignalingConnection, SocketLink.Owner {
    private static final Logger log = LoggerFactory.getLogger(WebSocketSignalingConnection.class);

    private static final Duration FLUSH = Duration.ofMillis(500);
    private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionSpec spec;
    private final Consumer<SignalingEvent> listener;
    private final ConnectionParts parts;
    private final SignalingProperties settings;
    private final SignalingMeters meters;
    /** Owned by the loop. */
    private final ConnectionLife<SocketLink> life;

    private final Thread loop;
    private final Inbox inbox;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final RecentlySent recentlySent = new RecentlySent();
    private final MessageHandler messages;

    /** Written by the loop. */
    private volatile SignalingStatus status;
    /** Owned by the loop. */
    private boolean running = true;

    WebSocketSignalingConnection(ConnectionSpec spec, Consumer<SignalingEvent> listener, ConnectionParts parts) {
        this.spec = spec;
        this.listener = listener;
        this.parts = parts;
        this.settings = parts.settings();
        this.meters = parts.meters();
        this.life = parts.life();
        this.inbox = new Inbox(settings.incomingQueue(), meters);
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
    public PeerKey publicKey() {
        return spec.identity().current().publicKey();
    }

    @Override
    public SignalingStatus status() {
        SignalingStatus last = status;
        return new SignalingStatus(
                last.state(),
                last.since(),
                last.reconnects(),
                parts.sender().queued(),
                last.lastError(),
                last.roundTrip());
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
        return send(new Outgoing.Chat(message));
    }

    @Override
    public boolean send(ChatMessage message, String to) {
        return parts.introductions().addressable(to) && send(new Outgoing.Chat(message, to, null, null));
    }

    private boolean send(Outgoing.Chat chat) {
        ChatMessage message = chat.message();
        if (message.text().length() > settings.maxChatChars()) {
            meters.dropped(OutgoingClass.CHAT, "too-large");
            return false;
        }
        recentlySent.add(message);
        return enqueue(chat);
    }

    private boolean enqueue(Outgoing message) {
        return !closing.get() && parts.sender().offer(message);
    }

    @Override
    public void peerLeft(PeerKey peer) {
        messages.left(peer);
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
            inbox.add(new Inbox.DataChannelText(senderId, text));
        }
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            inbox.add(new Inbox.Close());
        }
    }

    /** Introduces itself anew where it is connected; where it is not, it will anyway. Any thread, at once. */
    void introduceAnew() {
        if (!closing.get()) {
            inbox.add(new Inbox.Rotated());
        }
    }

    /** Waits until both threads have ended; false where they did not in time. */
    boolean awaitEnd(Duration bound) throws InterruptedException {
        return loop.join(bound) && !parts.sender().isAlive();
    }

    @Override
    public void opened(SocketLink of) {
        inbox.add(new Inbox.Opened(of));
    }

    @Override
    public void answered(SocketLink of, Duration roundTrip) {
        inbox.add(new Inbox.Answered(of, roundTrip));
    }

    @Override
    public void lost(SocketLink of, ConnectFailure failure) {
        inbox.add(new Inbox.Lost(of, failure));
    }

    @Override
    public void text(SocketLink from, String frame) {
        inbox.add(new Inbox.Text(from, frame));
    }

    @Override
    public void refused(SocketLink from, RejectionCause cause) {
        refuse(cause);
    }

    private void refuse(RejectionCause cause) {
        meters.rejected(cause);
        inbox.add(new Inbox.Refused(cause));
    }

    private void run() {
        MDC.put("meeting", id());
        try {
            while (running) {
                watchTime(System.nanoTime());
                Inbox.Signal signal = inbox.poll(untilNext(System.nanoTime()));
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

    private void handle(Inbox.Signal signal) {
        SocketLink link = life.link();
        switch (signal) {
            case Inbox.Opened it when it.link() == link -> onOpened(it.link());
            case Inbox.Answered it when it.link() == link -> onAnswered(it.roundTrip());
            case Inbox.Lost it when it.link() == link -> onLost(it.link(), it.failure());
            case Inbox.Text it when it.link() == link -> guarded(() -> messages.onFrame(it.frame()));
            case Inbox.DataChannelText it -> guarded(() -> messages.onDataChannelText(it.senderId(), it.text()));
            case Inbox.Refused it -> tell(new SignalingEvent.FrameRejected(id(), it.cause()));
            case Inbox.Rotated _ -> {
                if (life.name() == ConnectionState.CONNECTED) {
                    enqueue(messages.helloAnew());
                }
            }
            case Inbox.Close _ -> running = false;
            // Of a link that another has replaced.
            case Inbox.Opened _, Inbox.Answered _, Inbox.Lost _, Inbox.Text _ -> {}
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
        ConnectionState before = life.name();
        if (life.opened(System.nanoTime())) {
            meters.reconnected();
        }
        parts.sender().use(opened, messages.openingHello(System.nanoTime()));
        log.info("Connection {} is open", id());
        became(before, null);
    }

    private void onAnswered(Duration roundTrip) {
        meters.answered(roundTrip);
        became(life.name(), roundTrip);
    }

    private void onLost(SocketLink old, ConnectFailure failure) {
        parts.sender().pause();
        old.abandon(WebSocket.NORMAL_CLOSURE);
        ConnectionState before = life.name();
        life.lost(failure, System.nanoTime());
        if (before != life.name()) {
            log.info("Connection {} is {}: {}", id(), life.name(), failure.reason());
        }
        became(before, null);
    }

    private void watchTime(long now) {
        ConnectionState before = life.name();
        SocketLink link = life.link();
        if (life.isDue(now)) {
            SocketLink attempt = new SocketLink(this, settings, parts.random()::nextLong);
            life.trying(attempt, now);
            attempt.connect(parts.transport(), spec.url(), id());
        } else if (link != null && life.isOverdue(now)) {
            onLost(link, new ConnectFailure("no answer in time"));
        } else if (life.state() instanceof LifeState.Connected<SocketLink> open
                && now - open.link().deadAt() >= 0) {
            onLost(open.link(), new ConnectFailure("no answer to pings for " + settings.pongTimeout()));
        }
        guarded(() -> messages.passed(now));
        if (life.passed(now)) {
            became(before, null);
        }
    }

    private long untilNext(long now) {
        long due = switch (life.state()) {
            case LifeState.Connected<SocketLink> it -> it.link().deadAt();
            case LifeState.Away<SocketLink> it ->
                switch (it.step()) {
                    case LifeState.Waiting<SocketLink> waiting -> waiting.until();
                    case LifeState.Trying<SocketLink> trying -> trying.deadline();
                };
            case LifeState.GivenUp<SocketLink> _, LifeState.Closed<SocketLink> _ -> now + MAX_WAIT;
        };
        return Math.clamp(due - now, 0, MAX_WAIT);
    }

    /** Publishes the state for other threads and, where it is another one, tells it. */
    private void became(ConnectionState before, @Nullable Duration roundTrip) {
        ConnectionState now = life.name();
        boolean changed = before != now;
        Instant since = changed ? parts.clock().instant() : status.since();
        status = new SignalingStatus(now, since, life.reconnects(), 0, life.lastError(), roundTrip);
        if (changed) {
            String cause = now == ConnectionState.CONNECTED ? null : life.lastError();
            tell(new SignalingEvent.StateChanged(id(), before, now, cause));
        }
    }

    private void end() {
        closing.set(true);
        ConnectionState before = life.name();
        SocketLink last = life.link();
        life.closed();
        became(before, null);
        parts.sender().close(FLUSH);
        if (last != null) {
            last.close(WebSocket.NORMAL_CLOSURE);
        }
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
