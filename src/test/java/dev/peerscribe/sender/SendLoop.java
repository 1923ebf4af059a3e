package dev.peerscribe.sender;

import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which all senders of a process send, each at its times. */
public final class SendLoop implements AutoCloseable {
    /** What a step returns that was the last. */
    static final long NEVER = Long.MAX_VALUE;

    private static final Logger log = LoggerFactory.getLogger(SendLoop.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock, as is the next. */
    private final PriorityQueue<Entry> due = new PriorityQueue<>();

    private boolean over;
    private final Thread thread;
    /** Owned by the loop; how late the latest step was, read by any thread. */
    private volatile long worstLateness;

    /** Something that is done again and again. */
    interface Step {
        /** Does what is due and says when to come again, by {@link System#nanoTime()}; {@link #NEVER} to end. */
        long run(long now);
    }

    private record Entry(long at, Step step) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return Long.compare(at - other.at, 0);
        }
    }

    public SendLoop() {
        thread = Thread.ofPlatform().name("send-loop").daemon(true).start(this::run);
    }

    void add(long at, Step step) {
        lock.lock();
        try {
            if (!over) {
                due.add(new Entry(at, step));
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How late a step ever was, which says whether the machine can keep up with what it sends. */
    public long worstLatenessNanos() {
        return worstLateness;
    }

    private void run() {
        try {
            for (Entry next = take(); next != null; next = take()) {
                long now = System.nanoTime();
                if (now - next.at > worstLateness) {
                    worstLateness = now - next.at;
                }
                long again = next.step.run(now);
                if (again != NEVER) {
                    add(again, next.step);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("the senders ended", e);
        }
    }

    private @Nullable Entry take() throws InterruptedException {
        lock.lock();
        try {
            while (!over) {
                Entry first = due.peek();
                if (first == null) {
                    changed.await();
                } else {
                    long early = first.at - System.nanoTime();
                    if (early <= 0) {
                        return due.remove();
                    }
                    long _ = changed.awaitNanos(early);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            over = true;
            due.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
