package dev.peerscribe.media;

import java.time.Duration;
import java.util.Map;

/** One thread's worth of order: tasks run one after the other. Every method may be called from any thread. */
interface Lane {
    /** Runs a task that comes from outside; false, and the task is dropped, where too many wait or the lane ended. */
    boolean offer(Runnable task);

    /** Runs a task of our own, whose number is bounded by what causes it; dropped where the lane ended. */
    void run(Runnable task);

    /** Runs a task later, unless it is cancelled. */
    Delayed after(Duration delay, Runnable task);

    /** Takes no more tasks and forgets those that wait. The one that runs may finish. */
    void end();

    /** Waits for the end of what runs; false where it takes longer. */
    boolean join(Duration bound) throws InterruptedException;

    /** A task that is due later. */
    interface Delayed {
        void cancel();
    }

    /** Makes lanes. */
    interface Source {
        /** A lane of this name, whose log lines are about what the map says, such as a meeting. */
        Lane open(String name, Map<String, String> about);
    }
}
