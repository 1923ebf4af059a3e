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
     * @throws TimeoutException once {@code late} says so; with words for whether it was begun, or {@link #MOST} others were in its way
     */
    static <T> T await(String name, Callable<T> work, BooleanSupplier late)
            throws ExecutionException, InterruptedException, TimeoutException {
        while (!ROOM.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (late.getAsBoolean()) {
                throw new TimeoutException(MOST + " that were begun before it have not ended");
            }
        }
        FutureTask<T> task = begin(name, work);
        while (true) {
            try {
                return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (late.getAsBoolean()) {
                    throw new TimeoutException("no answer in time");
                }
            }
        }
    }

    /** On a thread that gives the room back, which is taken. */
    private static <T> FutureTask<T> begin(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        boolean begun = false;
        try {
            Thread.ofPlatform().name(name).daemon().start(() -> {
                try {
                    task.run();
                } finally {
                    ROOM.release();
                }
            });
            begun = true;
            return task;
        } finally {
            if (!begun) {
                ROOM.release();
            }
        }
    }

    /** How many more may begin at once. */
    static int room() {
        return ROOM.availablePermits();
    }
}
