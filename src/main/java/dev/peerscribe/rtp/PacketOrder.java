package dev.peerscribe.rtp;

import org.jspecify.annotations.Nullable;

/** Brings the packets of one source into order: which to wait for, and when to wait no longer. */
final class PacketOrder {
    /** The first packets may be out of order like all others, so the beginning waits for those that belong before it. */
    private static final long OPENING = 30_000_000L;

    private static final int OPENING_REACH = 64;
    /** What was missed while the path was away is asked for again if it is not more than that, and not for long. */
    private static final int MISSED_WHILE_AWAY = 64;

    private static final long WAIT_AFTER_AWAY = 400_000_000L;

    private final Sink sink;
    private final MissingPackets missing;
    private final JitterBuffer buffer;
    private final long openUntil;

    /** Owned by the source, as is the next. */
    private boolean opening = true;

    private long highest;

    /** Begins with the packet of this number, which is yet to be taken. */
    PacketOrder(long first, SessionParts parts, Sink sink, long nanos) {
        this.sink = sink;
        missing = new MissingPackets(parts.roundTrip());
        buffer = new JitterBuffer(parts.packets(), first, sink);
        highest = first - 1;
        openUntil = nanos + OPENING;
    }

    MissingPackets missing() {
        return missing;
    }

    long highest() {
        return highest;
    }

    /**
     * Takes a packet; null where it was, else why not.
     *
     * @param away whether the path was away before it came
     */
    @Nullable
    Refusal take(MediaPacket packet, boolean retransmission, boolean away, long nanos) {
        long sequence = packet.sequence;
        if (nanos - openUntil >= 0) {
            opening = false;
        }
        if (sequence < buffer.next()) {
            if (!opening
                    || buffer.next() - sequence > OPENING_REACH
                    || !missing.add(sequence + 1, buffer.next(), nanos, nanos)) {
                return Refusal.LATE;
            }
            buffer.beginAt(sequence, highest);
        } else if (sequence > highest) {
            missed(highest + 1, sequence, away, nanos);
            highest = sequence;
        } else {
            missing.arrived(sequence, retransmission, sink.retransmitsApart(), nanos);
            if (buffer.holds(sequence)) {
                return Refusal.DUPLICATE;
            }
        }
        place(packet);
        return null;
    }

    private void missed(long from, long to, boolean away, long nanos) {
        if (from == to) {
            return;
        }
        boolean hopeless = away && to - from > MISSED_WHILE_AWAY;
        long since = away ? nanos - sink.longestWait() + WAIT_AFTER_AWAY : nanos;
        if (hopeless || !missing.add(from, to, since, nanos)) {
            skipTo(to);
        }
    }

    private void place(MediaPacket packet) {
        if (!opening && packet.sequence == buffer.next()) {
            buffer.pass(packet);
        } else {
            if (!buffer.reaches(packet.sequence)) {
                skipTo(packet.sequence - JitterBuffer.LARGEST + 1);
            }
            buffer.keep(packet);
        }
        advance();
    }

    /** Gives up everything that is missing below a number. */
    void skipTo(long sequence) {
        opening = false;
        missing.giveUpBelow(sequence);
        buffer.advance(sequence);
        highest = Math.max(highest, sequence - 1);
    }

    /** Forgets what waits, and what it waits for; says how many packets that were. */
    int drop() {
        opening = false;
        missing.giveUpBelow(Long.MAX_VALUE);
        return buffer.drop(highest + 1);
    }

    /** The memory of what waits, in bytes. */
    int heldBytes() {
        return buffer.bytes();
    }

    /** Time passes: gives up what is hopeless. */
    void tick(long nanos) {
        if (opening && nanos - openUntil >= 0) {
            opening = false;
            advance();
        }
        if (!missing.isEmpty() && missing.giveUp(sink.longestWait(), nanos)) {
            advance();
            buffer.tellGap();
        }
    }

    void close() {
        missing.giveUpBelow(Long.MAX_VALUE);
        buffer.clear();
    }

    private void advance() {
        if (!opening) {
            buffer.advance(Math.min(missing.first(), highest + 1));
        }
    }

    /** Where packets go in order, and what depends on what was negotiated. */
    interface Sink extends JitterBuffer.Sink {
        /** For how long a missing packet is worth waiting for, in nanoseconds. */
        long longestWait();

        /** Whether what is asked for comes on a source of its own, so that anything else was only out of order. */
        boolean retransmitsApart();
    }
}
