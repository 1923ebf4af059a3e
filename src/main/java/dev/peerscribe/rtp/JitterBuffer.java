package dev.peerscribe.rtp;

import org.jspecify.annotations.Nullable;

/**
 * Packets of one source in the order of their numbers. One that comes in order passes through without a copy; those that
 * wait for one before them are copied. How long to wait is not decided here but by who calls {@link #advance}.
 */
final class JitterBuffer {
    private static final int SMALLEST = 64;
    /** Packets between the first that waits and the last: a second of 25 Mbit/s. */
    static final int LARGEST = 2048;

    private final PacketPool pool;
    private final Sink sink;

    // All owned by the source. The room grows as it is needed, by powers of two.
    private @Nullable MediaPacket[] ring = new @Nullable MediaPacket[SMALLEST];
    private long next;
    private int waiting;
    private int bytes;
    private boolean gap;

    JitterBuffer(PacketPool pool, long first, Sink sink) {
        this.pool = pool;
        this.next = first;
        this.sink = sink;
    }

    /** The number of the packet that is handed on next. */
    long next() {
        return next;
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    /** Lowers the first number; only before anything was handed on. What is kept ends with {@code last}. */
    void beginAt(long first, long last) {
        next = first;
        while (last - first >= ring.length) {
            grow();
        }
    }

    /** Whether there is room for a packet of this number. */
    boolean reaches(long sequence) {
        return sequence - next < LARGEST;
    }

    boolean holds(long sequence) {
        MediaPacket there = at(sequence);
        return there != null && there.sequence == sequence;
    }

    /** Hands on what is in order by itself, without a copy. */
    void pass(MediaPacket packet) {
        next = packet.sequence + 1;
        handOn(packet);
    }

    /** Keeps a copy. */
    void keep(MediaPacket packet) {
        MediaPacket copy = pool.copy(packet);
        while (packet.sequence - next >= ring.length) {
            grow();
        }
        ring[(int) packet.sequence & (ring.length - 1)] = copy;
        waiting++;
        bytes += copy.data.length;
    }

    /** Hands on everything before a number; what is not there is given up. */
    void advance(long to) {
        while (next < to) {
            if (waiting == 0) {
                gap = true;
                next = to;
                return;
            }
            MediaPacket packet = at(next);
            if (packet == null) {
                gap = true;
                next++;
                continue;
            }
            next++;
            handOn(packet);
            letGo(packet);
        }
    }

    /** Tells that something is missing now and not when the next packet comes. */
    void tellGap() {
        if (gap) {
            gap = false;
            sink.gap();
        }
    }

    /** Gives up everything before a number without handing it on; says how many packets were there. */
    int drop(long to) {
        int dropped = waiting;
        clear();
        if (next < to) {
            next = to;
            gap = true;
        }
        return dropped;
    }

    /** The memory of the packets that wait. */
    int bytes() {
        return bytes;
    }

    /** Gives everything back. */
    void clear() {
        for (int i = 0; i < ring.length && waiting > 0; i++) {
            MediaPacket packet = ring[i];
            if (packet != null) {
                letGo(packet);
            }
        }
    }

    private void letGo(MediaPacket packet) {
        ring[(int) packet.sequence & (ring.length - 1)] = null;
        waiting--;
        bytes -= packet.data.length;
        pool.giveBack(packet);
    }

    private void handOn(MediaPacket packet) {
        tellGap();
        sink.packet(packet);
    }

    private @Nullable MediaPacket at(long sequence) {
        return ring[(int) sequence & (ring.length - 1)];
    }

    private void grow() {
        @Nullable MediaPacket[] old = ring;
        ring = new @Nullable MediaPacket[old.length * 2];
        for (MediaPacket packet : old) {
            if (packet != null) {
                ring[(int) packet.sequence & (ring.length - 1)] = packet;
            }
        }
    }

    /** Where packets go. */
    interface Sink {
        /** The packet after the one before; its bytes are there only during the call. */
        void packet(MediaPacket packet);

        /** Packets before the next one will not come any more. */
        void gap();
    }
}
