package dev.peerscribe.signaling;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the other end of one link still reads and answers. Only a pong with the payload of a ping that is out proves
 * that (RFC 6455 §5.5.3): a peer that sends but no longer reads is dead. Times are {@link System#nanoTime()} given by the
 * caller; called by any thread.
 */
final class Heartbeat {
    /** More than are out at once within any sensible timeout; the oldest go first. */
    private static final int MAX_OUT = 64;

    private record Ping(long payload, long at) {}

    private final long pongTimeout;
    private final LongSupplier payloads;
    /** The pings without an answer, oldest first; guarded by this. */
    private final ArrayDeque<Ping> out = new ArrayDeque<>();
    /** When the last pong came; guarded by this. */
    private long proven;

    /**
     * @param payloads what to put into pings; not to be guessed, so that nobody answers what he did not read
     * @param now when the link opened
     */
    Heartbeat(Duration pongTimeout, LongSupplier payloads, long now) {
        this.pongTimeout = pongTimeout.toNanos();
        this.payloads = payloads;
        this.proven = now;
    }

    /** A ping goes out; its payload. */
    synchronized ByteBuffer ping(long now) {
        long payload = payloads.getAsLong();
        if (out.size() == MAX_OUT) {
            out.removeFirst();
        }
        out.addLast(new Ping(payload, now));
        return ByteBuffer.allocate(Long.BYTES).putLong(0, payload);
    }

    /** A pong came; the time its ping took there and back, or null where it answers none that is out. */
    synchronized @Nullable Duration pong(ByteBuffer payload, long now) {
        if (payload.remaining() != Long.BYTES) {
            return null;
        }
        long answered = payload.getLong(payload.position());
        Ping ping = out.stream()
                .filter(candidate -> candidate.payload() == answered)
                .findFirst()
                .orElse(null);
        if (ping == null) {
            return null;
        }
        // It may stand for the earlier ones too; those behind it are still out.
        while (!ping.equals(out.removeFirst())) {
            // an earlier one
        }
        proven = now;
        return Duration.ofNanos(now - ping.at());
    }

    /** When the link is dead, unless a pong comes before. */
    synchronized long deadAt() {
        return proven + pongTimeout;
    }
}
