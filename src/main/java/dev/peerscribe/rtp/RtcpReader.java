package dev.peerscribe.rtp;

/** Reads a datagram of RTCP (RFC 3550 §6, A.2); what a receiver has no use for is passed over. */
final class RtcpReader {
    private static final int SENDER_REPORT = 200;
    private static final int GOODBYE = 203;
    private static final int HEADER = 4;

    private final Sink sink;

    RtcpReader(Sink sink) {
        this.sink = sink;
    }

    /** Tells what is in it; false from the first packet on that breaks the rules. */
    boolean read(byte[] data, int offset, int length, long nanos) {
        int at = offset;
        int end = offset + length;
        if (length < HEADER) {
            return false;
        }
        while (at < end) {
            if (end - at < HEADER || (data[at] & 0xc0) != 0x80) {
                return false;
            }
            int next = at + 4 + 4 * Bytes.u16(data, at + 2);
            if (next > end) {
                return false;
            }
            int content = next;
            if ((data[at] & 0x20) != 0) {
                int padding = next > at + HEADER ? data[next - 1] & 0xff : 0;
                if (padding == 0 || padding > next - at - HEADER) {
                    return false;
                }
                content = next - padding;
            }
            if (!readOne(data, at, content, nanos)) {
                return false;
            }
            at = next;
        }
        return true;
    }

    private boolean readOne(byte[] data, int at, int end, long nanos) {
        return switch (data[at + 1] & 0xff) {
            case SENDER_REPORT -> readSenderReport(data, at, end, nanos);
            case GOODBYE -> readGoodbye(data, at, end, nanos);
            default -> true;
        };
    }

    private boolean readSenderReport(byte[] data, int at, int end, long nanos) {
        if (end - at < 28) {
            return false;
        }
        long seconds = Bytes.u32(data, at + 8);
        long fraction = Bytes.u32(data, at + 12);
        if (seconds != 0 || fraction != 0) { // a sender without a clock says 0 (§6.4.1)
            sink.senderReport(
                    Bytes.i32(data, at + 4),
                    seconds * 1_000_000_000L + ((fraction * 1_000_000_000L) >>> 32),
                    (int) (seconds << 16 | fraction >>> 16),
                    Bytes.i32(data, at + 16),
                    nanos);
        }
        return true;
    }

    private boolean readGoodbye(byte[] data, int at, int end, long nanos) {
        int count = data[at] & 0x1f;
        if (end - at < HEADER + 4 * count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            sink.goodbye(Bytes.i32(data, at + HEADER + 4 * i), nanos);
        }
        return true;
    }

    /** Where it goes. */
    interface Sink {
        /**
         * A sender report.
         *
         * @param senderNanos the sender's time, in nanoseconds since 1900
         * @param middle the middle 32 bits of it as NTP writes it
         * @param timestamp RTP's, of the same moment
         */
        void senderReport(int ssrc, long senderNanos, int middle, int timestamp, long nanos);

        /** A source leaves. */
        void goodbye(int ssrc, long nanos);
    }
}
