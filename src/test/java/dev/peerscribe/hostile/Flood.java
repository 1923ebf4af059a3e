package dev.peerscribe.hostile;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends many packets from one thread, so many a second, and fewer while the machine has no room for them. */
public final class Flood {
    private static final int BURST = 32;
    /** How often losses are looked at, in packets, and how long it waits after some, in nanoseconds. */
    private static final int LOOK = 8 * BURST;

    private static final long RELIEF = TimeUnit.MILLISECONDS.toNanos(20);

    private Flood() {}

    /** Has each of the sources send in turn, until so many packets were sent. */
    public static void send(List<Runnable> sources, int packets, int perSecond) {
        long due = System.nanoTime();
        long lost = SocketLosses.now();
        for (int i = 0; i < packets; i++) {
            sources.get(i % sources.size()).run();
            if (i % BURST == 0) {
                due += TimeUnit.SECONDS.toNanos(BURST) / perSecond;
                await(due);
            }
            if (i % LOOK == 0 && SocketLosses.now() > lost) {
                due = System.nanoTime() + RELIEF;
                await(due);
                lost = SocketLosses.now();
            }
        }
    }

    private static void await(long due) {
        for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
            LockSupport.parkNanos(early);
        }
    }
}
