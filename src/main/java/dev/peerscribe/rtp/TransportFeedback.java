package dev.peerscribe.rtp;

/**
 * Tells the sender when each packet of the transport came (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3), from
 * which it finds out itself what the path can take. A packet that came after it was told missing is told once more.
 */
final class TransportFeedback {
    private static final int FORMAT = 15;
    private static final int HEADER = 20;
    /** Packets that can be told at once; what is further back is forgotten. */
    private static final int WINDOW = 4096;
    /** So far back a packet out of order makes feedback begin again. */
    private static final int REACH = 512;

    private static final long TICK = 250_000L;
    private static final int TICKS_A_BASE = 256;
    private static final int NOT_RECEIVED = 0;
    private static final int SMALL = 1;
    private static final int LARGE = 2;
    private static final int RUN = 14;

    private final RtcpWriter rtcp;

    // All owned by the session; the arrays grow from nothing when the first packet comes.
    private long[] numbers = new long[0];
    private long[] arrivals = new long[0];
    private int[] symbols = new int[0];
    private long base = -1;
    private long highest = -1;
    private int count;
    private boolean pending;

    TransportFeedback(RtcpWriter rtcp) {
        this.rtcp = rtcp;
    }

    /** A packet came that has this number, 0 to 65535. */
    void arrived(int number, long nanos) {
        if (highest < 0) {
            numbers = new long[WINDOW];
            arrivals = new long[WINDOW];
            symbols = new int[WINDOW];
            highest = 0x10000L + number;
            base = highest;
        }
        long extended = highest + (short) (number - (int) highest);
        if (extended > highest) {
            highest = extended;
        } else if (extended < base) {
            if (highest - extended >= REACH) {
                return;
            }
            base = extended;
        }
        base = Math.max(base, highest - WINDOW + 1);
        int at = (int) extended & (WINDOW - 1);
        if (numbers[at] != extended) {
            numbers[at] = extended;
            arrivals[at] = nanos;
            pending = true;
        }
    }

    boolean isPending() {
        return pending;
    }

    /** Writes everything that came since, into as many packets as it takes. */
    void write(int mediaSsrc) {
        pending = false;
        while (base <= highest) {
            base = writeOne(mediaSsrc);
        }
    }

    /** Writes one packet and says with which number the next one begins. */
    private long writeOne(int mediaSsrc) {
        long from = firstReceived();
        long reference = Math.floorDiv(tick(from), TICKS_A_BASE);
        int start = rtcp.begin(RtcpWriter.TRANSPORT_FEEDBACK, FORMAT, HEADER + 400) - 4;
        long next = symbols(from, reference * TICKS_A_BASE, rtcp.room() - HEADER - 4);
        int told = (int) (next - base);
        int lead = (int) (from - base);
        rtcp.put32(start + 4, rtcp.localSsrc());
        rtcp.put32(start + 8, mediaSsrc);
        rtcp.put32(start + 12, (int) base << 16 | told);
        rtcp.put32(start + 16, (int) reference << 8 | (count++ & 0xff));
        int at = writeChunks(start + HEADER, lead, told);
        at = writeDeltas(at, from, next, reference * TICKS_A_BASE);
        byte[] datagram = rtcp.datagram();
        int padding = (4 - (at - start) % 4) % 4;
        for (int i = 0; i < padding; i++) {
            datagram[at++] = (byte) (i == padding - 1 ? padding : 0);
        }
        if (padding > 0) {
            datagram[start] |= 0x20;
        }
        rtcp.end(start, at);
        return next;
    }

    /**
     * Finds out what is said of each packet from {@link #base} on, as many as have room.
     *
     * @return the number after the last
     */
    private long symbols(long from, long referenceTick, int room) {
        long previous = referenceTick;
        int bytes = 4; // for a run of missing packets in front, and rounding
        int index = 0;
        for (long number = base; number < from; number++) {
            symbols[index++] = NOT_RECEIVED;
        }
        long end = from;
        for (long number = from; number <= highest; number++) {
            int symbol = NOT_RECEIVED;
            if (isReceived(number)) {
                long delta = tick(number) - previous;
                if (delta < Short.MIN_VALUE || delta > Short.MAX_VALUE) {
                    break;
                }
                symbol = delta >= 0 && delta <= 0xff ? SMALL : LARGE;
            }
            bytes += symbol; // a small delta has one byte, a large one two
            int chunks = 2 * ((int) (number - from) / 7 + 1); // no shorter than two bits a packet
            if (bytes + chunks > room) {
                break;
            }
            if (symbol != NOT_RECEIVED) {
                previous = tick(number);
            }
            symbols[index++] = symbol;
            end = number + 1;
        }
        return end;
    }

    /** RFC draft §3.1.3 and §3.1.4: runs where they are long, one bit a packet where it is enough, else two. */
    private int writeChunks(int to, int lead, int told) {
        int at = to;
        int index = 0;
        while (index < told) {
            int symbol = symbols[index];
            int run = 1;
            while (index + run < told && run < 0x1fff && symbols[index + run] == symbol) {
                run++;
            }
            boolean toTheEnd = index + run == told;
            int length = Math.min(RUN, told - index);
            boolean oneBit = true;
            for (int i = 0; i < length; i++) {
                oneBit &= symbols[index + i] != LARGE;
            }
            if (run >= RUN || toTheEnd || (run >= RUN / 2 && !oneBit) || index < lead) {
                put16(at, symbol << 13 | run);
                index += run;
            } else {
                int bits = 0;
                int each = oneBit ? 1 : 2;
                length = Math.min(RUN / each, told - index);
                for (int i = 0; i < length; i++) {
                    bits |= symbols[index + i] << (RUN - each * (i + 1));
                }
                put16(at, (oneBit ? 0x8000 : 0xC000) | bits);
                index += length;
            }
            at += 2;
        }
        return at;
    }

    private int writeDeltas(int to, long from, long next, long referenceTick) {
        long previous = referenceTick;
        int at = to;
        byte[] datagram = rtcp.datagram();
        for (long number = from; number < next; number++) {
            if (isReceived(number)) {
                long delta = tick(number) - previous;
                previous = tick(number);
                if (delta >= 0 && delta <= 0xff) {
                    datagram[at++] = (byte) delta;
                } else {
                    put16(at, (int) delta);
                    at += 2;
                }
            }
        }
        return at;
    }

    /** There is one, since the highest was received. */
    private long firstReceived() {
        long number = base;
        while (!isReceived(number)) {
            number++;
        }
        return number;
    }

    private boolean isReceived(long number) {
        return numbers[(int) number & (WINDOW - 1)] == number;
    }

    private long tick(long number) {
        return Math.floorDiv(arrivals[(int) number & (WINDOW - 1)], TICK);
    }

    private void put16(int at, int value) {
        Bytes.put16(rtcp.datagram(), at, value);
    }
}
