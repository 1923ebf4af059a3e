package dev.peerscribe.signaling;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounded queue of what waits for the socket, and the one thread that sends it: sending blocks, so nothing else may do
 * it. It sends the pings too. What could not be sent stays in front for the next link.
 */
final class FrameSender {
    private static final Logger log = LoggerFactory.getLogger(FrameSender.class);

    /** Makes the frame; called on the sending thread. */
    interface Writer {
        String write(Outgoing message);
    }

    private static final class Waiting {
        final Outgoing message;
        final long since = System.nanoTime();

        Waiting(Outgoing message) {
            this.message = message;
        }
    }

    private final Writer writer;
    private final SignalingProperties settings;
    private final SignalingMeters meters;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock. */
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    /** The link to send on, or null while there is none; guarded by the lock. */
    private @Nullable SocketLink link;
    /** When the next ping is due; guarded by the lock. */
    private long pingDue;
    /** Until when the queue may still be emptied once it is closed; guarded by the lock, 0 while open. */
    private long closingUntil;
    /** Guarded by the lock. */
    private boolean closed;

    FrameSender(String name, Writer writer, SignalingProperties settings, SignalingMeters meters) {
        this.writer = writer;
        this.settings = settings;
        this.meters = meters;
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
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Queues a message; false where the queue is full or closed. */
    boolean offer(Outgoing message) {
        lock.lock();
        try {
            if (closed || queue.size() >= settings.outgoingQueue()) {
                meters.dropped("queue-full");
                return false;
            }
            queue.addLast(new Waiting(message));
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends on a new link from now on, {@code first} before everything else; introductions meant for an old link go. */
    void use(SocketLink next, Outgoing first) {
        lock.lock();
        try {
            queue.removeIf(waiting -> waiting.message instanceof Outgoing.Hello);
            queue.addFirst(new Waiting(first));
            link = next;
            pingDue = System.nanoTime() + settings.pingInterval().toNanos();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Stops to send until there is another link. */
    void pause() {
        lock.lock();
        try {
            link = null;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more, sends what waits as far as it gets in {@code flush}, ends the thread; blocks for the bound. */
    void close(Duration flush) {
        lock.lock();
        try {
            closed = true;
            closingUntil = System.nanoTime() + flush.toNanos();
            changed.signal();
        } finally {
            lock.unlock();
        }
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
        }
    }

    /** Sends one frame or one ping; false where there is nothing left to do. */
    private boolean step() throws InterruptedException {
        SocketLink over;
        Waiting next;
        lock.lockInterruptibly();
        try {
            while (!closed && !ready()) {
                long wait = link == null ? Long.MAX_VALUE : pingDue - System.nanoTime();
                changed.await(wait, TimeUnit.NANOSECONDS);
            }
            over = link;
            // A due ping goes before what waits, or a busy queue would leave a dead link undiscovered.
            boolean ping = !closed && System.nanoTime() - pingDue >= 0;
            next = ping ? null : queue.peekFirst();
            if (closed && (over == null || next == null || System.nanoTime() - closingUntil > 0)) {
                return false;
            }
            if (ping) {
                pingDue = System.nanoTime() + settings.pingInterval().toNanos();
            }
        } finally {
            lock.unlock();
        }
        if (over != null) {
            send(over, next);
        }
        return true;
    }

    /** Called with the lock held. */
    private boolean ready() {
        return link != null && (!queue.isEmpty() || System.nanoTime() - pingDue >= 0);
    }

    private void send(SocketLink over, @Nullable Waiting next) {
        boolean sent = next == null ? over.ping() : deliver(over, next);
        lock.lock();
        try {
            if (sent && next != null) {
                queue.remove(next);
            } else if (!sent && link == over) {
                link = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** True where the message is done with, sent or dropped; false where the link is lost. */
    private boolean deliver(SocketLink over, Waiting next) {
        // Chat waits as long as it takes, as people do; a description or candidate that old describes what is gone.
        if (!(next.message instanceof Outgoing.Chat)
                && System.nanoTime() - next.since > settings.outgoingMaxAge().toNanos()) {
            meters.dropped("expired");
            return true;
        }
        String frame;
        try {
            frame = writer.write(next.message);
        } catch (SendRefusedException e) {
            meters.dropped(e.refusal().tag());
            return true;
        } catch (RuntimeException e) {
            log.warn("A frame of type {} cannot be written", next.message.type(), e);
            meters.dropped("unwritable");
            return true;
        }
        if (frame.length() > settings.maxFrameBytes()) {
            log.warn("A frame of type {} is longer than {} bytes and is not sent", next.message.type(), frame.length());
            meters.dropped("too-large");
            return true;
        }
        boolean sent = over.send(frame);
        if (sent) {
            meters.sent(next.message.type());
        }
        return sent;
    }
}
