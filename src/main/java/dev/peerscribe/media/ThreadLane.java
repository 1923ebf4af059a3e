package dev.peerscribe.media;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A lane on a platform thread of its own: the engine's calls block in native code, where a virtual thread pins. */
final class ThreadLane implements Lane {
    private static final Logger log = LoggerFactory.getLogger(ThreadLane.class);
    private static final int MAX_WAITING = 1_024;

    private final ScheduledThreadPoolExecutor executor;
    /** Tasks from outside that wait. */
    private final AtomicInteger waiting = new AtomicInteger();

    ThreadLane(String name, Map<String, String> about) {
        ThreadFactory threads = Thread.ofPlatform().name(name).daemon(true).factory();
        executor = new ScheduledThreadPoolExecutor(
                1,
                work -> threads.newThread(() -> {
                    about.forEach(MDC::put);
                    work.run();
                }));
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public boolean offer(Runnable task) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return false;
        }
        try {
            executor.execute(() -> {
                waiting.decrementAndGet();
                guarded(task);
            });
            return true;
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            return false;
        }
    }

    @Override
    public void run(Runnable task) {
        try {
            executor.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            // ended: whoever ends a lane has taken care of what it owned
        }
    }

    @Override
    public Delayed after(Duration delay, Runnable task) {
        try {
            Future<?> future = executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public void end() {
        executor.getQueue().clear();
        executor.shutdown();
    }

    @Override
    public boolean join(Duration bound) throws InterruptedException {
        return executor.awaitTermination(bound.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A task that fails must not take the lane's later tasks with it, and its text may hold what a peer sent. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) { // the library throws Errors
            log.error("A media task failed: {}", e.getClass().getName());
            log.debug("A media task failed", e);
        }
    }
}
