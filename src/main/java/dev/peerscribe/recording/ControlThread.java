package dev.peerscribe.recording;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread on which tasks are done in order; one that fails concerns no other. */
final class ControlThread {
    private static final Logger log = LoggerFactory.getLogger(ControlThread.class);

    private final ScheduledThreadPoolExecutor executor;

    ControlThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Does nothing once the thread was ended. */
    void execute(Runnable task) {
        try {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    log.error("A task of the recordings failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("The recordings are closed already");
        }
    }

    /** Runs a task that cannot fail after a while, or here and now where the thread was ended. */
    void later(Runnable task, Duration delay) {
        try {
            ScheduledFuture<?> _ = executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Runs a task again and again, with so much time between the end of one and the next. */
    void every(Runnable task, Duration delay) {
        try {
            ScheduledFuture<?> _ = executor.scheduleWithFixedDelay(
                    () -> {
                        try {
                            task.run();
                        } catch (RuntimeException e) {
                            log.error("A periodic task of the recordings failed", e);
                        }
                    },
                    delay.toMillis(),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("The recordings are closed already");
        }
    }

    /** Ends the thread after the tasks that wait; false where they took too long. */
    boolean end(Duration patience) throws InterruptedException {
        executor.shutdown();
        return executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    void endNow() {
        executor.shutdownNow();
    }
}
