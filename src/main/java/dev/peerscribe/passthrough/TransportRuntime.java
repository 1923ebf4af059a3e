package dev.peerscribe.passthrough;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.LongSupplier;

/**
 * What the transports of one engine share: a certificate, a thread that reads, one for what is told, counters, time, chance.
 */
final class TransportRuntime implements AutoCloseable {
    private final SecureRandom random;
    private final LongSupplier nanoTime;
    private final DtlsCertificate certificate;
    private final TransportCounters counters = new TransportCounters();
    private final ReceiveLoop loop;
    private final ScheduledThreadPoolExecutor events;

    /** @param nanoTime monotonic nanoseconds */
    TransportRuntime(SecureRandom random, Clock clock, LongSupplier nanoTime) {
        JitsiLibraries.prepare();
        this.random = random;
        this.nanoTime = nanoTime;
        this.certificate = DtlsCertificate.make(random, clock);
        this.loop = new ReceiveLoop(nanoTime);
        this.events = new ScheduledThreadPoolExecutor(
                1,
                task -> Thread.ofPlatform().daemon().name("passthrough-events").unstarted(task),
                // What is told after the end has nobody to hear it.
                new ThreadPoolExecutor.DiscardPolicy());
        events.setRemoveOnCancelPolicy(true);
        events.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    SecureRandom random() {
        return random;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    DtlsCertificate certificate() {
        return certificate;
    }

    TransportCounters counters() {
        return counters;
    }

    /** Reads sockets, and tells of time. */
    ReceiveLoop loop() {
        return loop;
    }

    /** One thread, in order; what runs there is short and never waits. */
    ScheduledThreadPoolExecutor events() {
        return events;
    }

    /** Ends the threads; transports are closed before. */
    @Override
    public void close() {
        events.shutdownNow();
        loop.close();
    }
}
