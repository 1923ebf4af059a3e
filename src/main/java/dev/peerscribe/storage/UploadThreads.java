package dev.peerscribe.storage;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the uploads: one that decides, and one for each job at work. The latter are virtual, so that an interrupt
 * ends what waits for a socket.
 */
final class UploadThreads {
    private static final Logger log = LoggerFactory.getLogger(UploadThreads.class);

    private static final int MOST_LOOKS = 16;

    private final ThreadPoolExecutor control;
    /** Jobs at work; guarded by this. */
    private int active;

    UploadThreads() {
        control = new ThreadPoolExecutor(
                1,
                1,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // bounded by the recordings there are
                Thread.ofPlatform().name("storage-control").daemon().factory());
        control.allowCoreThreadTimeOut(true);
    }

    /** Runs a task on the control thread, after those before it; not at all once that was ended. */
    void control(Runnable task) {
        try {
            control.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    log.error("A task of the uploads failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("The uploads are closed already");
        }
    }

    /** As {@link #control}, for what comes again by itself: left out where much waits, as behind a disk that hangs. */
    void look(Runnable task) {
        if (control.getQueue().size() < MOST_LOOKS) {
            control(task);
        }
    }

    /** Works on a job on a thread of its own; tells on the control thread when it is done. */
    void work(UploadJob job, Runnable task, Runnable done) {
        Thread thread = Thread.ofVirtual()
                .name("storage-" + job.entry().recordingId())
                .unstarted(() -> {
                    try {
                        task.run();
                    } finally {
                        control(() -> {
                            finished();
                            done.run();
                        });
                    }
                });
        if (job.takeUp(thread)) {
            synchronized (this) {
                active++;
            }
            thread.start();
        }
    }

    private synchronized void finished() {
        active--;
        notifyAll();
    }

    synchronized int active() {
        return active;
    }

    /** Waits until nothing is at work and nothing waits to be decided, but no longer. */
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

    /** Ends the control thread after what waits; false where jobs were still at work. */
    boolean end(Duration patience) {
        await(patience);
        control.shutdown();
        return active() == 0;
    }
}
