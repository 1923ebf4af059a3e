package dev.peerscribe.passthrough;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that reads the sockets of all links and tells links that time passes. Waking up costs more than a packet
 * does, so that it lets media gather for some milliseconds, and then reads until nothing is there; connectivity checks and
 * handshakes, which somebody waits for, it reads as they come.
 */
final class ReceiveLoop implements AutoCloseable {
    /** Between two ticks, nanoseconds. */
    static final long TICK = TimeUnit.MILLISECONDS.toNanos(20);

    /** How long media gather; what congestion control measures is no finer than a sender's own bursts of 5 ms. */
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(5);

    private static final Duration END = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(ReceiveLoop.class);

    private final LongSupplier nanoTime;
    private final Selector selector;
    private final Thread thread;
    private final Set<Ticking> ticking = ConcurrentHashMap.newKeySet();
    /** Written by {@link #close()}. */
    private volatile boolean closed;
    /** Owned by the thread: whether something came in this round that somebody waits for. */
    private boolean urgent;

    ReceiveLoop(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector on this machine", e);
        }
        this.thread = Thread.ofPlatform().daemon().name("passthrough-media").start(this::run);
    }

    /** Has a socket read from now on, until it is closed. */
    void register(DatagramChannel channel, Incoming reader) throws ClosedChannelException {
        var _ = channel.register(selector, SelectionKey.OP_READ, reader);
        var _ = selector.wakeup();
    }

    /** Lets go of sockets that were closed, which the system keeps open until then. */
    void released() {
        var _ = selector.wakeup();
    }

    /** Tells somebody of time from now on. */
    void add(Ticking listener) {
        ticking.add(listener);
        var _ = selector.wakeup();
    }

    /** Tells nothing more, but for what is being told at this moment. */
    void remove(Ticking listener) {
        ticking.remove(listener);
    }

    private void run() {
        try (selector) {
            loop();
        } catch (IOException e) {
            log.debug("The selector did not close", e);
        }
    }

    private void loop() {
        long nextTick = nanoTime.getAsLong() + TICK;
        while (!closed) {
            try {
                urgent = false;
                int ready = selector.select(this::read, millisUntil(nextTick));
                long now = nanoTime.getAsLong();
                if (now - nextTick >= 0) {
                    ticking.forEach(each -> each.tick(now));
                    nextTick = now + TICK;
                }
                if (ready > 0 && !urgent) {
                    LockSupport.parkNanos(this, REST);
                }
            } catch (IOException e) {
                log.error("The sockets cannot be waited for", e);
                LockSupport.parkNanos(this, TICK);
            }
        }
    }

    /** Without anybody to tell of time there is nobody to hurry for. */
    private long millisUntil(long nextTick) {
        long nanos = nextTick - nanoTime.getAsLong();
        return ticking.isEmpty() ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    private void read(SelectionKey key) {
        try {
            urgent |= ((Incoming) key.attachment()).read();
        } catch (ClosedChannelException e) {
            log.debug("A socket was closed while it was read");
        } catch (IOException | RuntimeException | OutOfMemoryError e) { // direct memory has a bound of its own
            // A mistake of ours costs this socket, and its link when consent expires, not the thread of all.
            log.error("A socket is not read any more", e);
            key.cancel();
        }
    }

    /** Ends the thread; sockets are closed by their owners. Waits some seconds at most; idempotent. */
    @Override
    public void close() {
        closed = true;
        var _ = selector.wakeup();
        LockSupport.unpark(thread);
        try {
            boolean _ = thread.join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A socket with something to read. */
    @FunctionalInterface
    interface Incoming {
        /**
         * Reads what is there, within a bound that leaves time for others.
         *
         * @return whether somebody waits for what comes next
         */
        boolean read() throws IOException;
    }

    /** Somebody to whom time matters. */
    interface Ticking {
        /** Time passes, some {@link #TICK} since the last call; by the loop's clock. Never throws, never waits. */
        void tick(long nanos);
    }
}
