package dev.peerscribe.passthrough;

/** The requests that went out lately: what answers none of them was made up. Every method may be called from any thread. */
final class OpenRequests {
    /** Requests that may wait for an answer; more than a socket has with all candidates of a peer. */
    static final int MOST = 256;

    /** Where a message has its transaction (RFC 8489 §5), twelve bytes. */
    private static final int TRANSACTION = 8;

    /** All under the monitor: each transaction's first eight bytes, its last four, and whether it waits. */
    private final long[] high = new long[MOST];

    private final int[] low = new int[MOST];
    private final boolean[] open = new boolean[MOST];
    private int next;

    /** A message went out; one that is no request waits for nothing. */
    synchronized void sent(byte[] buffer, int offset, int length) {
        if (!StunHeader.is(buffer, offset, length) || !StunHeader.isRequest(buffer, offset)) {
            return;
        }
        high[next] = high(buffer, offset);
        low[next] = low(buffer, offset);
        open[next] = true;
        next = (next + 1) % MOST;
    }

    /** Whether a response answers one; a request has one answer for each time that it went out. */
    synchronized boolean answered(byte[] buffer, int offset) {
        long itsHigh = high(buffer, offset);
        int itsLow = low(buffer, offset);
        for (int i = 0; i < MOST; i++) {
            if (open[i] && high[i] == itsHigh && low[i] == itsLow) {
                open[i] = false;
                return true;
            }
        }
        return false;
    }

    private static long high(byte[] buffer, int offset) {
        return (long) StunHeader.word(buffer, offset + TRANSACTION) << 32
                | Integer.toUnsignedLong(StunHeader.word(buffer, offset + TRANSACTION + 4));
    }

    private static int low(byte[] buffer, int offset) {
        return StunHeader.word(buffer, offset + TRANSACTION + 8);
    }
}
