package dev.peerscribe.relay;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Something that may block for longer than anybody waits for it, as a resolver does. It is done on a thread of its own, of
 * the platform's, since native code that waits would hold up all virtual ones.
 */
final class Errand {
    /** All at once, those that nobody waits for any longer among them. */
    static final int MOST = 64;

    private static final Semaphore ROOM = new Semaphore(MOST);
    private static final long LOOK_MILLIS = 20;

    private Errand() {}

    /**
     * What the work returns; where it is given up, its thread is left to itself.
     *
     * @throws TimeoutException once {@code late} says so, or where {@link #MOST} that were begun earlier have not ended
     */
    static <T> T await(String name, Callable<T> work, BooleanSupplier late)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (!ROOM.tryAcquire()) {
            throw new TimeoutException("too many that were begun before have not ended");
        }
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().name(name).daemon().start(() -> {
            try {
                task.run();
            } finally {
                ROOM.release();
            }
        });
        while (true) {
            try {
                return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (late.getAsBoolean()) {
                    throw e;
                }
            }
        }
    }
}
