package dev.peerscribe.webhooks;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that writes messages down and says which are due, and a virtual one for each that is being sent. */
final class WebhookThreads {
    private static final Logger log = LoggerFactory.getLogger(WebhookThreads.class);

    private static final int MOST_WAITING = 10_000;

    private final ThreadPoolExecutor control;
    /** Messages being sent; guarded by this. */
    private int active;

    WebhookThreads() {
        control = new ThreadPoolExecutor(
                1,
                1,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(2 * MOST_WAITING),
                Thread.ofPlatform().name("webhooks-control").daemon().factory());
        control.allowCoreThreadTimeOut(true);
    }

    /** As {@link #control}, where not too much waits already; false where it does. */
    boolean offer(Runnable task) {
        return control.getQueue().size() < MOST_WAITING && control(task);
    }

    /** Runs a task on the control thread; false once that was ended. */
    boolean control(Runnable task) {
        try {
            control.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    log.error("A task of the webhooks failed", e);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            log.debug("The webhooks are closed already");
            return false;
        }
    }

    void send(String name, Runnable task) {
        synchronized (this) {
            active++;
        }
        Thread.ofVirtual().name("webhooks-" + name).start(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("A message could not be sent", e);
            } finally {
                synchronized (this) {
                    active--;
                    notifyAll();
                }
            }
        });
    }

    /** Waits until nothing is being sent and nothing waits to be decided, but no longer. */
    void await(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            synchronized (this) {
                for (long left = patience.toNanos();
                        (active > 0
                                        || control.getActiveCount() > 0
                                        || !control.getQueue().isEmpty())
                                && left > 0;
                        left = until - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(20)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the control thread after what waits; false where messages were still being sent. */
    boolean end(Duration patience) {
        await(patience);
        control.shutdown();
        synchronized (this) {
            return active == 0;
        }
    }
}
