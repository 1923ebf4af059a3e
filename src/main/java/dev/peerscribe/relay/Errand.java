package dev.peerscribe.relay;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Something that may block for longer than anybody waits for it, as a resolver does. It is done on a thread of its own, of
 * the platform's, since native code that waits would hold up all virtual ones.
 */
final class Errand {
    private static final long LOOK_MILLIS = 20;

    private Errand() {}

    /**
     * What the work returns; where it is given up, its thread is left to itself.
     *
     * @throws TimeoutException once {@code late} says so
     */
    static <T> T await(String name, Callable<T> work, BooleanSupplier late)
            throws ExecutionException, InterruptedException, TimeoutException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().name(name).daemon().start(task);
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
