package dev.peerscribe.passthrough;

import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** One thread that tells every link that time passes. */
final class EngineClock implements AutoCloseable {
    private static final long TICK_NANOS = 20_000_000;

    private final Set<PassthroughPeerLink> links;
    private final LongSupplier nanoTime;
    private final Thread thread;
    /** Written by {@link #close()}. */
    private volatile boolean closed;

    /** @param links those that are open; may change at any time */
    EngineClock(Set<PassthroughPeerLink> links, LongSupplier nanoTime) {
        this.links = links;
        this.nanoTime = nanoTime;
        this.thread = Thread.ofPlatform().daemon().name("passthrough-clock").start(this::run);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(this, links.isEmpty() ? 10 * TICK_NANOS : TICK_NANOS);
            long now = nanoTime.getAsLong();
            links.forEach(link -> link.tick(now));
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
