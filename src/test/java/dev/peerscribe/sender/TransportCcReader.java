package dev.peerscribe.sender;

import java.nio.ByteBuffer;

/** Reads transport-wide feedback to its last byte (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). */
final class TransportCcReader {
    private static final int NOT_RECEIVED = 0;
    private static final int SMALL = 1;
    private static final int LARGE = 2;

    private TransportCcReader() {}

    /** {@code control} begins with the base sequence number and ends before the padding. */
    static void read(ByteBuffer control, FeedbackReader.Sink sink) {
        if (control.remaining() < 10) {
            sink.malformed("transport-cc: too short");
            return;
        }
        int base = control.getShort() & 0xffff;
        int packets = control.getShort() & 0xffff;
        int count = control.getInt() & 0xff;
        int[] symbols = new int[packets];
        if (packets == 0 || !readSymbols(control, symbols)) {
            sink.malformed("transport-cc: status chunks of " + packets + " packets");
            return;
        }
        int received = 0;
        for (int symbol : symbols) {
            int bytes = symbol == LARGE ? 2 : symbol == SMALL ? 1 : 0;
            if (symbol > LARGE || control.remaining() < bytes) {
                sink.malformed("transport-cc: deltas");
                return;
            }
            control.position(control.position() + bytes);
            received += symbol == NOT_RECEIVED ? 0 : 1;
        }
        if (control.remaining() > 3) {
            sink.malformed("transport-cc: " + control.remaining() + " bytes left over");
            return;
        }
        sink.transport(base, packets, received, count);
    }

    private static boolean readSymbols(ByteBuffer control, int[] symbols) {
        int at = 0;
        while (at < symbols.length) {
            if (control.remaining() < 2) {
                return false;
            }
            int chunk = control.getShort() & 0xffff;
            if (chunk >> 15 == 0) {
                int run = chunk & 0x1fff;
                if (run == 0 || at + run > symbols.length) {
                    return false;
                }
                while (run-- > 0) {
                    symbols[at++] = chunk >> 13 & 3;
                }
            } else {
                int bits = chunk >> 14 & 1; // one bit a packet or two
                for (int shift = 13 - bits; shift >= 0 && at < symbols.length; shift -= 1 + bits) {
                    symbols[at++] = chunk >> shift & (bits == 0 ? 1 : 3);
                }
            }
        }
        return true;
    }
}
