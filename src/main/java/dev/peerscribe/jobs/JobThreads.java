package dev.peerscribe.jobs;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that decides, and one for each job at work. The latter are virtual, so that an interrupt ends what waits for a
 * socket. Every method is for any thread.
 */
public final class JobThreads {
    private static final Logger log = LoggerFactory.getLogger(JobThreads.class);

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String name;
    private final ThreadPoolExecutor control;
    /** Jobs at work; guarded by this. */
    private int active;

    /**
     * Threads of one room.
     *
     * @param name of the room; the threads are called {@code name-control} and {@code name-job}
     * @param mostWaiting tasks that may wait for the deciding thread
     */
    public JobThreads(String name, int mostWaiting) {
        this.name = name;
        control = new ThreadPoolExecutor(
                1,
                1,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(mostWaiting),
                Thread.ofPlatform().name(name + "-control").daemon().factory());
        control.allowCoreThreadTimeOut(true);
    }

    /** Runs a task on the deciding thread, after those before it; false where that was ended, or too much waits. */
    public boolean control(Runnable task) {
        try {
            control.execute(() -> guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            if (!control.isShutdown()) {
                log.warn("Too much waits for {}-control", name);
            }
            return false;
        }
    }

    /** As {@link #control}, where fewer than so many tasks wait already. */
    public boolean offer(Runnable task, int waiting) {
        return control.getQueue().size() < waiting && control(task);
    }

    /**
     * Works on a job on a thread of its own.
     *
     * @param begins is given the thread before it starts; where it says no, nothing is done
     * @param done runs on the deciding thread afterwards, unless that was ended
     */
    public void work(String job, Predicate<Thread> begins, Runnable task, Runnable done) {
        Thread thread = Thread.ofVirtual().name(name + "-" + job).unstarted(() -> {
            guarded(task);
            boolean told = control(() -> {
                finished();
                done.run();
            });
            if (!told) {
                finished();
            }
        });
        if (begins.test(thread)) {
            synchronized (this) {
                active++;
            }
            thread.start();
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("A task of {} failed", name, e);
        }
    }

    private synchronized void finished() {
        active--;
        notifyAll();
    }

    /** Jobs at work. */
    private synchronized int active() {
        return active;
    }

    /** Waits until nothing is at work and nothing waits to be decided, but no longer. */
    public void await(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            synchronized (this) {
                for (long left = patience.toNanos();
                        (active > 0
                                        || control.getActiveCount() > 0
                                        || !control.getQueue().isEmpty())
                                && left > 0;
                        left = until - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, LOOK_AGAIN_NANOS));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the deciding thread after what waits; false where jobs were still at work. */
    public boolean end(Duration patience) {
        await(patience);
        control.shutdown();
        return active() == 0;
    }
}
