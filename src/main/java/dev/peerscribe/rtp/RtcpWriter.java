package dev.peerscribe.rtp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts RTCP packets one behind the other into datagrams (RFC 3550 §6.1). Where reduced size was not negotiated
 * (RFC 5506), a datagram begins with a report and the name.
 */
final class RtcpWriter {
    static final int RECEIVER_REPORT = 201;
    static final int DESCRIPTION = 202;
    static final int TRANSPORT_FEEDBACK = 205;
    static final int PAYLOAD_FEEDBACK = 206;

    private static final int NACK = 1;
    private static final int PLI = 1;
    private static final int FIR = 4;
    private static final int CNAME = 1;
    private static final int LONGEST_NAME = 255;
    /** Fits every path, with the trailer of SRTCP. */
    private static final int DATAGRAM = 1180;

    private final int localSsrc;
    private final byte[] name;
    private final RtpSession.Output output;

    // All owned by the session.
    private final byte[] datagram = new byte[DATAGRAM];
    private final long[] missing = new long[MissingPackets.MOST];
    private int length;
    private boolean reducedSize;

    RtcpWriter(long localSsrc, String cname, RtpSession.Output output) {
        this.localSsrc = (int) localSsrc;
        byte[] bytes = cname.getBytes(StandardCharsets.UTF_8);
        this.name = Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_NAME));
        this.output = output;
    }

    void reducedSize(boolean allowed) {
        reducedSize = allowed;
    }

    /** Asks for what is due of the missing packets (RFC 4585 §6.2.1); says how many. */
    int nack(int ssrc, MissingPackets packets, long nanos) {
        int count = packets.ask(missing, nanos);
        int at = 0;
        while (at < count) {
            int entry = begin(TRANSPORT_FEEDBACK, NACK, 16);
            int start = entry - 4;
            put32(entry, localSsrc);
            put32(entry + 4, ssrc);
            entry += 8;
            while (at < count && entry + 4 <= DATAGRAM) {
                long first = missing[at++];
                int following = 0;
                while (at < count && missing[at] - first <= 16) {
                    following |= 1 << (missing[at++] - first - 1);
                }
                put32(entry, (int) first << 16 | following);
                entry += 4;
            }
            end(start, entry);
        }
        return count;
    }

    /** Asks for a key frame (RFC 4585 §6.3.1). */
    void pli(int ssrc) {
        int at = begin(PAYLOAD_FEEDBACK, PLI, 12);
        put32(at, localSsrc);
        put32(at + 4, ssrc);
        end(at - 4, at + 8);
    }

    /** Demands a key frame (RFC 5104 §4.3.1); every demand has a number of its own. */
    void fir(int ssrc, int number) {
        int at = begin(PAYLOAD_FEEDBACK, FIR, 20);
        put32(at, localSsrc);
        put32(at + 4, 0);
        put32(at + 8, ssrc);
        put32(at + 12, number << 24);
        end(at - 4, at + 16);
    }

    /**
     * Begins a packet of at most so many bytes, header included; {@link #end} says how many it became.
     *
     * @return where the first word after the header goes
     */
    int begin(int type, int count, int most) {
        if (length + most > DATAGRAM) {
            flush();
        }
        if (length == 0 && !reducedSize && type != RECEIVER_REPORT) {
            writeHeader(RECEIVER_REPORT, 0);
            put32(4, localSsrc);
            end(0, 8);
            description();
        }
        writeHeader(type, count);
        return length + 4;
    }

    /** The packet that began at an index reaches to before another. */
    void end(int start, int end) {
        Bytes.put16(datagram, start + 2, (end - start) / 4 - 1);
        length = end;
    }

    /** The name of this peer (RFC 3550 §6.5.1). */
    void description() {
        int size = 4 + 4 + 2 + name.length + 1;
        int padded = (size + 3) & ~3;
        if (length + padded > DATAGRAM) {
            flush();
        }
        int start = length;
        writeHeader(DESCRIPTION, 1);
        put32(start + 4, localSsrc);
        datagram[start + 8] = CNAME;
        datagram[start + 9] = (byte) name.length;
        System.arraycopy(name, 0, datagram, start + 10, name.length);
        Arrays.fill(datagram, start + 10 + name.length, start + padded, (byte) 0);
        end(start, start + padded);
    }

    /** Sends what was written. */
    void flush() {
        if (length > 0) {
            int written = length;
            length = 0;
            output.rtcp(datagram, 0, written);
        }
    }

    byte[] datagram() {
        return datagram;
    }

    int localSsrc() {
        return localSsrc;
    }

    /** Bytes that a datagram can still take. */
    int room() {
        return DATAGRAM - length;
    }

    void put32(int at, int value) {
        Bytes.put32(datagram, at, value);
    }

    private void writeHeader(int type, int count) {
        datagram[length] = (byte) (0x80 | count);
        datagram[length + 1] = (byte) type;
    }
}
