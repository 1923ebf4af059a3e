package dev.peerscribe.embedded;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connected peer: a bounded queue, and a virtual thread that writes it out, so that only this peer waits for itself. */
final class RelayClient {
    private static final Logger log = LoggerFactory.getLogger(RelayClient.class);
    static final Duration WRITER_END = Duration.ofSeconds(2);

    private final String id;
    private final String room;
    private final Session session;
    private final BlockingQueue<String> queue;
    private final long maxQueuedChars;
    private final Duration pingInterval;
    private final AtomicLong queuedChars = new AtomicLong(); // many threads
    private final AtomicBoolean closed = new AtomicBoolean(); // many threads
    private final Thread writer;

    RelayClient(String id, String room, Session session, EmbeddedProperties.Relay limits) {
        this.id = id;
        this.room = room;
        this.session = session;
        this.queue = new ArrayBlockingQueue<>(limits.maxQueuedFrames());
        this.maxQueuedChars = limits.maxQueuedSize().toBytes();
        this.pingInterval = limits.pingInterval();
        this.writer = Thread.ofVirtual().name("relay-writer-" + id).unstarted(this::write);
    }

    String id() {
        return id;
    }

    String room() {
        return room;
    }

    void start() {
        writer.start();
    }

    /** Queues a frame; false where the client reads so slowly that there is no room for it. */
    boolean offer(String frame) {
        if (closed.get()) {
            return true; // on its way out: nobody's fault, nothing to count
        }
        if (queuedChars.addAndGet(frame.length()) > maxQueuedChars || !queue.offer(frame)) {
            queuedChars.addAndGet(-frame.length());
            return false;
        }
        return true;
    }

    /** Closes in the background, since a peer that does not read would hold the caller up; true for the first call. */
    boolean closeSoon(CloseReason.CloseCode code, String reason) {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        Thread.ofVirtual().name("relay-closer-" + id).start(() -> {
            try {
                session.close(new CloseReason(code, reason));
            } catch (IOException | IllegalStateException e) {
                log.debug("client {} was gone before it was closed", id);
            } finally {
                writer.interrupt();
            }
        });
        return true;
    }

    /** The socket is closed; ends the writer. */
    void gone() {
        closed.set(true);
        writer.interrupt();
    }

    /** Waits for the end of its thread, no longer than until then by {@link System#nanoTime()}. */
    void awaitEnd(long until) throws InterruptedException {
        if (!writer.join(Duration.ofNanos(Math.max(0, until - System.nanoTime())))) {
            log.warn("the relay's writer of client {} did not end within {}", id, WRITER_END);
        }
    }

    private void write() {
        try {
            long pingAt = System.nanoTime() + pingInterval.toNanos();
            while (!closed.get()) {
                String frame = queue.poll(Math.max(0, pingAt - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (frame != null) {
                    queuedChars.addAndGet(-frame.length());
                    session.getBasicRemote().sendText(frame);
                }
                // However much is sent: a client that only listens shows by its pongs that it is there.
                if (System.nanoTime() - pingAt >= 0) {
                    session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
                    pingAt = System.nanoTime() + pingInterval.toNanos();
                }
            }
        } catch (IOException | IllegalStateException e) {
            // the container closes a session whose write failed and tells the endpoint
            log.debug("client {} cannot be written to any more", id);
            closeSoon(CloseReason.CloseCodes.TRY_AGAIN_LATER, "does not read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
