package dev.peerscribe.meeting;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** The one thread of a meeting: commands that somebody waits for, looks that nobody does. Every method is for any thread. */
final class MeetingThread {
    private static final int WAITING_COMMANDS = 16;
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    /** Its queue is bounded by those who add: commands by their slots, one look, one leave. */
    private final ThreadPoolExecutor thread;
    /** Taken by a command while it waits or runs. */
    private final Semaphore commandSlots = new Semaphore(WAITING_COMMANDS);
    /** Whether a look is already waiting for the thread. */
    private final AtomicBoolean lookWaits = new AtomicBoolean();

    MeetingThread(String meetingId) {
        thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> Thread.ofPlatform()
                        .name("meeting-" + meetingId)
                        .daemon()
                        .unstarted(() -> {
                            MDC.put("meeting", meetingId);
                            work.run();
                        }));
    }

    /** Runs something that comes once in the thread's life. */
    void execute(Runnable task) {
        thread.execute(task);
    }

    /** Has it look soon, once for however many asked meanwhile; does nothing where the thread ends. */
    void look(Runnable look) {
        if (lookWaits.compareAndSet(false, true)) {
            try {
                thread.execute(() -> {
                    lookWaits.set(false);
                    look.run();
                });
            } catch (RejectedExecutionException e) {
                lookWaits.set(false);
            }
        }
    }

    /**
     * Has it do something and waits for the result; what that throws is thrown here.
     *
     * @param what in words, for the case that it takes too long
     * @throws RejectedExecutionException where the thread ends
     */
    <T> T ask(Supplier<T> command, String what) throws InterruptedException {
        if (!commandSlots.tryAcquire(COMMAND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new MeetingTimeoutException(what);
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                commandSlots.release();
                try {
                    done.complete(command.get());
                } catch (RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            commandSlots.release();
            throw e;
        }
        return await(done, COMMAND_TIMEOUT, what);
    }

    /** Done when everything is that was asked of it so far; at once where it has ended. */
    CompletableFuture<Void> idle() {
        try {
            return CompletableFuture.runAsync(() -> {}, thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Takes nothing more, and ends after what it was asked. */
    void end() {
        thread.shutdown();
    }

    static <T> T await(CompletableFuture<T> future, Duration bound, String what) throws InterruptedException {
        try {
            return future.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new MeetingTimeoutException(what);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
