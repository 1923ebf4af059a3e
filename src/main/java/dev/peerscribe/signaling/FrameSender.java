package dev.peerscribe.signaling;

import dev.peerscribe.identity.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that sends what waits for the socket: sending blocks, so nothing else may do it. It sends the pings too,
 * sends again what was not acknowledged, notices what expires, link or none, and tells how far chat messages got. What could
 * not be sent stays in front for the next link.
 */
final class FrameSender {
    private static final Logger log = LoggerFactory.getLogger(FrameSender.class);

    /** What is to be done next. */
    private sealed interface Task {}

    private record Ping() implements Task {}

    private record Once(OutgoingQueue.Waiting waiting) implements Task {}

    private record Tracked(AckWindow.InFlight message, Outgoing outgoing) implements Task {}

    /** What may go out at once: about a window. */
    private static final Duration PACE = Duration.ofMillis(200);

    /** What is to be told. */
    private record News(String messageId, DeliveryState state) {}

    private final FrameOutlet outlet;
    private final SignalingProperties settings;
    private final SignalingMeters meters;
    private final BiConsumer<String, DeliveryState> listener;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock. */
    private final OutgoingQueue queue;
    /** Guarded by the lock. */
    private final AckWindow window;
    /** For chat, so that a full queue floods neither the relay nor who reads it; guarded by the lock. */
    private final TokenBucket pace;
    /** In the order in which it came about; guarded by the lock, and at most a few for each message that was taken. */
    private List<News> news = new ArrayList<>();
    /** The link to send on, or null while there is none; guarded by the lock. */
    private @Nullable SocketLink link;
    /** When the next ping is due; guarded by the lock. */
    private long pingDue;
    /** Until when the queue may still be emptied once it is closed; guarded by the lock, 0 while open. */
    private long closingUntil;
    /** Guarded by the lock. */
    private boolean closed;

    /**
     * A sender.
     *
     * @param stream the name of its stream of messages, known to nobody before
     * @param listener told on the sending thread how far a chat message got
     */
    FrameSender(
            String name,
            String stream,
            FrameOutlet outlet,
            SignalingProperties settings,
            SignalingMeters meters,
            BiConsumer<String, DeliveryState> listener) {
        this.outlet = outlet;
        this.settings = settings;
        this.meters = meters;
        this.listener = listener;
        this.queue = new OutgoingQueue(settings.queue(), meters);
        this.window = new AckWindow(stream, settings, meters, this::tell);
        this.pace = new TokenBucket(settings.queue().chatsPerSecond(), PACE, System.nanoTime());
        this.thread = Thread.ofVirtual().name("signaling-send-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    int queued() {
        lock.lock();
        try {
            return queue.size() + window.unsent();
        } finally {
            lock.unlock();
        }
    }

    int queued(OutgoingClass kind) {
        lock.lock();
        try {
            return queue.size(kind) + (kind == OutgoingClass.CHAT ? window.unsent() : 0);
        } finally {
            lock.unlock();
        }
    }

    /** Queues a message; false where its class has no room or this is closed. */
    boolean offer(Outgoing message) {
        lock.lock();
        try {
            if (closed) {
                meters.dropped(OutgoingClass.of(message), "closed");
                return false;
            }
            boolean taken = queue.offer(message, System.nanoTime());
            changed.signal();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Sends on a new link from now on, {@code first} before everything else; what was about an old link goes. */
    void use(SocketLink next, Outgoing first) {
        locked(() -> {
            long now = System.nanoTime();
            queue.forgetLink();
            queue.offer(first, now);
            window.linkOpened(now);
            link = next;
            pingDue = now + settings.pingInterval().toNanos();
        });
    }

    /** Stops to send until there is another link. */
    void pause() {
        locked(this::loseLink);
    }

    /** A peer introduced itself; {@code acknowledges} says whether it acknowledges what has a message id. */
    void introduced(PeerKey peer, String senderId, boolean acknowledges) {
        locked(() -> window.introduced(peer, senderId, acknowledges, System.nanoTime()));
    }

    /** A peer acknowledged a message. */
    void acknowledged(PeerKey peer, String messageId) {
        locked(() -> window.acknowledged(peer, messageId, System.nanoTime()));
    }

    /** A peer is gone; nobody waits for its acknowledgments. */
    void left(PeerKey peer) {
        locked(() -> window.left(peer));
    }

    /** Takes nothing more, sends what waits as far as it gets in {@code flush}, ends the thread; blocks for the bound. */
    void close(Duration flush) {
        locked(() -> {
            closed = true;
            closingUntil = System.nanoTime() + flush.toNanos();
        });
        try {
            if (!thread.join(flush.plusMillis(100))) {
                thread.interrupt();
                thread.join(settings.sendTimeout());
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (step()) {
                // until closed
            }
        } catch (InterruptedException e) {
            log.debug("A sender was stopped while it sent");
        } finally {
            locked(() -> {
                closed = true;
                queue.clear().forEach(this::tellExpired);
                window.close();
            });
            publish();
        }
    }

    /** Tells what is to be told and does one thing; false where there is nothing left to do. */
    private boolean step() throws InterruptedException {
        Task task;
        SocketLink over;
        boolean last;
        lock.lockInterruptibly();
        try {
            long now = System.nanoTime();
            task = next(now);
            while (task == null && news.isEmpty() && !closed) {
                changed.awaitNanos(untilNext(now));
                now = System.nanoTime();
                task = next(now);
            }
            over = link;
            last = closed && task == null;
        } finally {
            lock.unlock();
        }
        publish();
        if (task != null && over != null) {
            perform(task, over);
        }
        return !last;
    }

    /** Called with the lock held; null where there is nothing to be done now. */
    private @Nullable Task next(long now) {
        queue.expire(now).forEach(this::tellExpired);
        window.expire(now);
        if (link == null || (closed && now - closingUntil > 0)) {
            return null;
        }
        // A due ping goes before what waits, or a busy queue would leave a dead link undiscovered.
        if (!closed && now - pingDue >= 0) {
            pingDue = now + settings.pingInterval().toNanos();
            return new Ping();
        }
        // Who leaves waits for no acknowledgment.
        boolean untracked = closed || !window.isNeeded();
        boolean paced = closed || pace.untilToken(now) == 0;
        OutgoingQueue.Waiting waiting = queue.poll(untracked && paced);
        if (waiting != null) {
            if (waiting.kind() == OutgoingClass.CHAT) {
                pace.take(1, now);
            }
            return new Once(waiting);
        }
        if (!paced) {
            return null;
        }
        AckWindow.InFlight due = window.due(now);
        if (due == null && !untracked && window.hasRoom()) {
            waiting = queue.poll(true);
            if (waiting != null && waiting.message() instanceof Outgoing.Chat chat) {
                if (chat.to() != null) {
                    pace.take(1, now);
                    return new Once(waiting);
                }
                window.admit(chat.message(), waiting.since(), now);
                due = window.due(now);
            }
        }
        if (due == null) {
            return null;
        }
        pace.take(1, now);
        return new Tracked(due, window.outgoing(due));
    }

    /** Called with the lock held; nanoseconds until there may be something to do though nobody signals it. */
    private long untilNext(long now) {
        // Where chat waits for its pace alone, it is due soon whatever else is.
        long chatDue = Math.max(window.untilDue(now), pace.untilToken(now));
        if (link != null && queue.size(OutgoingClass.CHAT) > 0 && (!window.isNeeded() || window.hasRoom())) {
            chatDue = pace.untilToken(now);
        }
        long until = Math.min(queue.untilExpiry(now), chatDue);
        return link == null ? until : Math.min(until, Math.max(0, pingDue - now));
    }

    private void perform(Task task, SocketLink over) {
        FrameOutlet.Outcome outcome = switch (task) {
            case Ping _ -> over.ping() ? FrameOutlet.Outcome.SENT : FrameOutlet.Outcome.LOST;
            case Once it -> outlet.send(over, it.waiting().message());
            case Tracked it -> outlet.send(over, it.outgoing());
        };
        locked(() -> {
            if (outcome == FrameOutlet.Outcome.LOST && link == over) {
                loseLink();
            }
            switch (task) {
                case Ping _ -> {}
                case Once it -> done(it.waiting(), outcome);
                case Tracked it -> done(it.message(), outcome);
            }
        });
    }

    /** Called with the lock held. */
    private void done(OutgoingQueue.Waiting waiting, FrameOutlet.Outcome outcome) {
        switch (outcome) {
            case LOST -> queue.putBack(waiting);
            case DROPPED -> tellExpired(waiting.message());
            case SENT -> {
                if (waiting.message() instanceof Outgoing.Chat chat) {
                    tell(chat.message().id(), DeliveryState.SENT);
                }
            }
        }
    }

    /** Called with the lock held. */
    private void done(AckWindow.InFlight message, FrameOutlet.Outcome outcome) {
        switch (outcome) {
            case LOST -> {} // it is due again on the next link
            case DROPPED -> window.drop(message);
            case SENT -> window.sent(message, System.nanoTime());
        }
    }

    /** Called with the lock held. */
    private void loseLink() {
        link = null;
        window.linkLost();
    }

    /** Called with the lock held. */
    private void tellExpired(Outgoing message) {
        if (message instanceof Outgoing.Chat chat) {
            tell(chat.message().id(), DeliveryState.EXPIRED);
        }
    }

    /** Called with the lock held; it is published without it, by the sending thread alone, so that the order holds. */
    private void tell(String messageId, DeliveryState state) {
        news.add(new News(messageId, state));
    }

    private void publish() {
        List<News> told;
        lock.lock();
        try {
            told = news;
            news = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        for (News each : told) {
            try {
                listener.accept(each.messageId(), each.state());
            } catch (RuntimeException e) {
                log.error("A listener failed at the delivery of a message", e);
            }
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
