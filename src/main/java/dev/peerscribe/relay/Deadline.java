package dev.peerscribe.relay;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * When FFmpeg must stop waiting for a destination: it asks many times a second while it does. The native side holds a
 * number only, so that a call that comes late finds nothing rather than memory that was freed.
 */
final class Deadline implements AutoCloseable {
    /** As JavaCPP has room for few callbacks, all outputs share this one. */
    private static final Asked ASKED = new Asked();

    private static final Map<Long, Deadline> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    /** {@link System#nanoTime()}; owned by the output's thread, read by it alone but for the next two. */
    private volatile long until;
    /** An earlier end that somebody else set; any thread. */
    private volatile long latest;

    private volatile boolean bounded;

    Deadline() {
        until = System.nanoTime();
        OPEN.put(number, this);
    }

    /** Has the context's input and output end with this. */
    void guard(AVIOInterruptCB interrupt) {
        interrupt.callback(ASKED).opaque(new Opaque(number));
    }

    /** The next call may take so long. */
    void within(Duration bound) {
        until = System.nanoTime() + bound.toNanos();
    }

    /** All calls from now on together may take so long. */
    void allWithin(Duration bound) {
        latest = System.nanoTime() + bound.toNanos();
        bounded = true;
    }

    boolean isOver() {
        long now = System.nanoTime();
        return now - until > 0 || (bounded && now - latest > 0);
    }

    @Override
    public void close() {
        OPEN.remove(number);
    }

    /** A number that looks like a pointer. */
    private static final class Opaque extends Pointer {
        Opaque(long number) {
            address = number;
        }
    }

    private static final class Asked extends AVIOInterruptCB.Callback_Pointer {
        Asked() {}

        @Override
        public int call(Pointer opaque) {
            if (opaque == null) {
                return 1;
            }
            Deadline deadline = OPEN.get(opaque.address());
            return deadline == null || deadline.isOver() ? 1 : 0;
        }
    }
}
